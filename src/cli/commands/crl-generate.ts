import { authoritiesArgument } from '../choose-authorities.ts';
import type { CommandSpec } from '../command.ts';
import { listLine } from '../text/crl-text.ts';
import { forEachWithKeys, keysGroups, type KeysInput } from '../use-keys.ts';

/** `certwright crl generate [AUTHORITY...]` */
export const generateCrls: CommandSpec<KeysInput> = {
  path: ['crl', 'generate'],
  alias: 'generate_crls',
  summary: 'Make the revocation lists that are due.',
  description:
    'A running server does this by itself, after every revocation and long before a list ends; this is for keys that it cannot reach or open. Prints one line for each list that was made. One authority that fails does not keep the others from theirs.',
  arguments: [authoritiesArgument],
  examples: [
    ['certwright crl generate', 'Where no server runs, from cron'],
    ['certwright crl generate root --force', 'The lists of one authority, due or not'],
    [
      'certwright crl generate root --password-file root.pass',
      'The lists of an authority whose key is locked',
    ],
  ],
  groups: () =>
    keysGroups('Also lists that are not due.', 'Without one, keys that are locked are left out.'),
  run: (context, input) =>
    forEachWithKeys(context, input, async (app, authority, use) => {
      const made = await app.crl.generate(authority, use);
      context.out.lines(made.map((list) => listLine({ authority, list })));
    }),
};
