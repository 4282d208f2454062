import type { CommandSpec } from '../command.ts';
import { grantsHelp, readGrants } from '../options/grant-options.ts';
import { words } from '../options/values.ts';

interface EditInput {
  readonly name: string;
  readonly may: readonly string[];
}

/** `certwright group edit NAME PERMISSIONS` */
export const editGroup: CommandSpec<EditInput> = {
  path: ['group', 'edit'],
  summary: 'Change what the members of a group may do.',
  description: 'Takes the place of all that they had by it. Says nothing when it is done.',
  arguments: [
    { key: 'name', name: '<name>', help: 'Name of the group.' },
    { key: 'may', name: '[permissions...]', help: `${grantsHelp}; none: nothing any more.` },
  ],
  examples: [['certwright group edit signers certificate.sign', 'At every authority from now on']],
  groups: () => [],
  async run(context, { name, may }) {
    const app = await context.app();
    const grants = await readGrants(
      app,
      may.flatMap((text) => words(text)),
    );
    await app.users.groups.update({ name }, { may: grants, actor: 'cli' });
  },
};
