import { answerAuthority } from '../answers/authority.ts';
import { getAuthority } from '../authority-lookup.ts';
import { checkFields } from '../authority-fields.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { authorityModel } from '../schemas/authority-model.ts';
import { updateSchema } from '../schemas/update-authority.ts';
import { applyUpdate } from '../update-authority.ts';

export const updateAuthority: Endpoint = endpoint({
  id: 'update_certificate_authority',
  method: 'PUT',
  path: 'ca/{serial}/',
  permission: 'authority.change',
  tag: 'Certificate authorities',
  summary: 'Change some fields of a certificate authority',
  body: { place: 'data', schema: updateSchema },
  answer: authorityModel,
  handle: async (rooms, { at, body, user }) => {
    const authority = await getAuthority(rooms, at.serial, { expired: true });
    await checkFields(rooms, authority, body);
    return answerAuthority(rooms, await applyUpdate(rooms, authority, body, user.name));
  },
});
