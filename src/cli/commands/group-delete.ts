import type { CommandSpec } from '../command.ts';

interface DeleteInput {
  readonly name: string;
}

/** `certwright group delete NAME` */
export const deleteGroup: CommandSpec<DeleteInput> = {
  path: ['group', 'delete'],
  summary: 'Delete a group; its members lose what they had by it.',
  description: 'Holds from the next request on. Says nothing when it is done.',
  arguments: [{ key: 'name', name: '<name>', help: 'Name of the group.' }],
  examples: [['certwright group delete signers', 'Nobody is in it any more']],
  groups: () => [],
  run: async (context, { name }) => {
    await (await context.app()).users.groups.delete({ name }, { actor: 'cli' });
  },
};
