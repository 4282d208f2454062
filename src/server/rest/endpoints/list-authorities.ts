import { z } from 'zod';
import { answerAuthority } from '../answers/authority.ts';
import { isVisible } from '../authority-lookup.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { authorityModel } from '../schemas/authority-model.ts';
import { authoritiesQuery } from '../schemas/queries.ts';

export const listAuthorities: Endpoint = endpoint({
  id: 'list_certificate_authorities',
  method: 'GET',
  path: 'ca/',
  permission: 'authority.view',
  tag: 'Certificate authorities',
  summary: 'List certificate authorities',
  query: authoritiesQuery,
  answer: z.array(authorityModel),
  handle: async (rooms, { query: { expired }, user }) => {
    const now = rooms.clock.now();
    const all = await rooms.authorities.list();
    const shown = all.filter(
      (authority) =>
        isVisible(authority, now, { expired }) &&
        rooms.users.may(user, 'authority.view', authority),
    );
    return Promise.all(shown.map((authority) => answerAuthority(rooms, authority)));
  },
});
