import type { CommandSpec } from '../command.ts';
import { grantTexts } from '../options/grant-options.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { groupObject } from '../present.ts';

/** `certwright group list` */
export const listGroups: CommandSpec<JsonInput> = {
  path: ['group', 'list'],
  summary: 'List the groups: who is in them, and what that allows.',
  arguments: [],
  examples: [['certwright group list', 'Who may what?']],
  groups: () => [listOutput],
  async run(context, { json, jsonIndent }) {
    const app = await context.app();
    const groups = await app.users.groups.list();
    if (json) return context.out.json(groups.map(groupObject), jsonIndent);
    for (const { name, grants, members } of groups) {
      const may = (await grantTexts(app, grants)).join(', ') || 'nothing';
      context.out.line(`${name} - may ${may} (${members.join(', ') || 'nobody'})`);
    }
    return undefined;
  },
};
