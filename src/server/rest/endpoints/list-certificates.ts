import { z } from 'zod';
import { presentCertificate } from '../answers/certificate.ts';
import { jsonArray } from '../answers/json-array.ts';
import { getAuthority } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { certificateModel } from '../schemas/certificate-model.ts';
import { certificatesQuery } from '../schemas/queries.ts';

export const listCertificates: Endpoint = endpoint({
  id: 'list_certificates',
  method: 'GET',
  path: 'ca/{serial}/certs/',
  permission: 'certificate.view',
  tag: 'Certificates',
  summary: 'List certificates',
  query: certificatesQuery,
  answer: z.array(certificateModel),
  handle: async (rooms, { at, query }) => {
    const authority = await getAuthority(rooms, at.serial, { expired: true });
    return jsonArray(rooms.certificates.pages({ authority, ...query }), presentCertificate);
  },
});
