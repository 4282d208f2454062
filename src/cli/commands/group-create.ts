import type { CommandSpec } from '../command.ts';
import { grantsHelp, readGrants } from '../options/grant-options.ts';
import { words } from '../options/values.ts';

interface CreateInput {
  readonly name: string;
  readonly may?: readonly string[];
}

/** `certwright group create NAME` */
export const createGroup: CommandSpec<CreateInput> = {
  path: ['group', 'create'],
  summary: 'Create a group: permissions under one name.',
  description: 'Who is in it, the users say: user edit NAME --group. Says nothing when it is done.',
  arguments: [{ key: 'name', name: '<name>', help: '1 to 80 characters.' }],
  examples: [
    ['certwright group create signers --may certificate.sign@issuing certificate.view', 'A role'],
  ],
  groups: () => [
    {
      title: 'Group:',
      options: [
        {
          key: 'may',
          flags: '--may <permissions...>',
          help: `What members may do: ${grantsHelp} (default: nothing).`,
          parse: words,
        },
      ],
    },
  ],
  async run(context, { name, may = [] }) {
    const app = await context.app();
    await app.users.groups.create({ name, may: await readGrants(app, may), actor: 'cli' });
  },
};
