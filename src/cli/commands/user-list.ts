import type { User } from '#users';
import type { CommandSpec } from '../command.ts';
import { grantTexts } from '../options/grant-options.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { userObject } from '../present.ts';

/** `certwright user list` */
export const listUsers: CommandSpec<JsonInput> = {
  path: ['user', 'list'],
  summary: 'List the users of the REST API.',
  description:
    'One line each: name, and what the user may do, alone and by groups. Passwords cannot be shown.',
  arguments: [],
  examples: [['certwright user list --json', 'For a script']],
  groups: () => [listOutput],
  async run(context, { json, jsonIndent }) {
    const app = await context.app();
    const users = await app.users.list();
    if (json) return context.out.json(users.map(userObject), jsonIndent);
    const lines = users.map(async (user) => userLine(user, await grantTexts(app, user.grants)));
    return context.out.lines(await Promise.all(lines));
  },
};

function userLine({ name, email, active, superuser }: User, may: readonly string[]): string {
  const rights = superuser ? 'everything' : may.join(', ') || 'nothing';
  const contact = email === '' ? '' : ` <${email}>`;
  return `${name}${contact} - may ${rights}${active ? '' : ' (inactive)'}`;
}
