import { answerAuthority } from '../answers/authority.ts';
import { getAuthority } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { authorityModel } from '../schemas/authority-model.ts';

export const viewAuthority: Endpoint = endpoint({
  id: 'view_certificate_authority',
  method: 'GET',
  path: 'ca/{serial}/',
  permission: 'authority.view',
  tag: 'Certificate authorities',
  summary: 'View a certificate authority',
  answer: authorityModel,
  handle: async (rooms, { at }) =>
    answerAuthority(rooms, await getAuthority(rooms, at.serial, { expired: true })),
});
