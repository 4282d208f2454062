import { presentCertificate } from '../answers/certificate.ts';
import { getAuthority } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { certificateModel } from '../schemas/certificate-model.ts';

export const viewCertificate: Endpoint = endpoint({
  id: 'view_certificate',
  method: 'GET',
  path: 'ca/{serial}/certs/{certificate_serial}/',
  permission: 'certificate.view',
  tag: 'Certificates',
  summary: 'View a certificate',
  answer: certificateModel,
  handle: async (rooms, { at }) => {
    const authority = await getAuthority(rooms, at.serial, { expired: true });
    return presentCertificate(
      await rooms.certificates.get({ authority, serial: at.certificate_serial }),
    );
  },
});
