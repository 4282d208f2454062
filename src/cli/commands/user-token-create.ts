import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { parseSpan } from '../options/values.ts';
import { tokenObject } from '../present.ts';

interface CreateInput {
  readonly user: string;
  readonly name: string;
  readonly expires?: number;
  readonly json?: boolean;
}

/** `certwright user token create USER NAME` */
export const createToken: CommandSpec<CreateInput> = {
  path: ['user', 'token', 'create'],
  summary: 'Make a token, with which a program calls the REST API in the name of a user.',
  description:
    'It is printed this once; on record is its hash. Send it as "Authorization: Bearer TOKEN". It may do what the user may at that moment.',
  arguments: [
    { key: 'user', name: '<user>', help: 'Name of the user.' },
    { key: 'name', name: '<name>', help: 'What it is for.' },
  ],
  examples: [['certwright user token create robot deploy --expires 30', 'For a month']],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'expires',
          flags: '--expires <days>',
          help: 'Days, or a duration like PT8H, for which it counts (default: 90).',
          parse: parseSpan,
        },
        { key: 'json', flags: '--json', help: 'Print an object.' },
      ],
    },
  ],
  async run({ app: open, out, err }, { user, name, expires, json }) {
    const { users } = await open();
    const made = { name, actor: 'cli', ...given({ expiresMs: expires }) };
    const { record, token } = await users.tokens.create({ name: user }, made);
    if (json) return out.json({ ...tokenObject(record), token: token.reveal() });
    out.line(token.reveal());
    return err.line(`Shown this once; it counts until ${record.expires.toISOString()}.`);
  },
};
