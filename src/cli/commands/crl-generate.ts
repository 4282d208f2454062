import type { Authority } from '#authorities';
import { chooseAuthorities, forEachAuthority } from '../choose-authorities.ts';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { each } from '../options/values.ts';
import { readPassword } from '../passwords.ts';
import { listLine } from '../text/crl-text.ts';

interface GenerateInput extends PasswordInput {
  readonly authorities?: readonly string[];
  readonly exclude?: readonly string[];
  readonly force?: boolean;
}

/** `certwright crl generate [AUTHORITY...]` */
export const generateCrls: CommandSpec<GenerateInput> = {
  path: ['crl', 'generate'],
  alias: 'generate_crls',
  summary: 'Make the revocation lists that are due.',
  description:
    'A running server does this by itself, after every revocation and long before a list ends; this is for keys that it cannot reach or open. Prints one line for each list that was made. One authority that fails does not keep the others from theirs.',
  arguments: [
    {
      key: 'authorities',
      name: '[authorities...]',
      help: 'Name, CN or serial of each (default: all that may sign).',
    },
  ],
  examples: [
    ['certwright crl generate', 'Where no server runs, from cron'],
    ['certwright crl generate root --force', 'The lists of one authority, due or not'],
    [
      'certwright crl generate root --password-file root.pass',
      'The lists of an authority whose key is locked',
    ],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        { key: 'force', flags: '--force', help: 'Also lists that are not due.' },
        {
          key: 'exclude',
          flags: '--exclude <authority>',
          help: 'All but this one; repeatable.',
          parse: each(String),
        },
      ],
    },
    passwordOptions('of the keys', 'Without one, keys that are locked are left out.'),
  ],
  async run(context, input) {
    const app = await context.app();
    const chosen = await chooseAuthorities(app, input);
    const password = await readPassword(context, input, { message: 'Password of the keys' });
    const how = {
      actor: 'cli',
      ...given({ force: input.force, unlock: password && { password } }),
    };
    const generate = async (authority: Authority): Promise<void> => {
      const made = await app.crl.generate(authority, how);
      context.out.lines(made.map((list) => listLine({ authority, list })));
    };
    await forEachAuthority(chosen, generate, (line) => context.err.line(line));
  },
};
