import type { CommandSpec } from '../command.ts';
import { grantTexts } from '../options/grant-options.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { userObject } from '../present.ts';

interface ViewInput extends JsonInput {
  readonly name: string;
}

/** `certwright user view NAME` */
export const viewUser: CommandSpec<ViewInput> = {
  path: ['user', 'view'],
  summary: 'Show a user: state, groups, and everything that the user may do.',
  arguments: [{ key: 'name', name: '<name>', help: 'Name of the user.' }],
  examples: [['certwright user view robot', 'What may it do, and where?']],
  groups: () => [listOutput],
  async run(context, { name, json, jsonIndent }) {
    const app = await context.app();
    const user = await app.users.get({ name });
    if (json) return context.out.json(userObject(user), jsonIndent);
    const may = user.superuser ? ['everything'] : await grantTexts(app, user.grants);
    return context.out.lines([
      `* Name: ${user.name}`,
      `* E-mail: ${user.email || '(none)'}`,
      `* Active: ${user.active ? 'Yes' : 'No'}`,
      `* Superuser: ${user.superuser ? 'Yes' : 'No'}`,
      `* Groups: ${user.groups.join(', ') || '(none)'}`,
      ...(may.length === 0 ? ['* May: nothing'] : ['* May:', ...may.map((each) => `  * ${each}`)]),
    ]);
  },
};
