import type { CommandSpec } from '../command.ts';

interface SwitchInput {
  readonly name: string;
}

/** `certwright user enable NAME` */
export const enableUser: CommandSpec<SwitchInput> = {
  path: ['user', 'enable'],
  summary: 'Let a user in again.',
  description: 'With all that was granted before, tokens included. Says nothing when it is done.',
  arguments: [{ key: 'name', name: '<name>', help: 'Name of the user.' }],
  examples: [['certwright user enable alice', 'Back from leave']],
  groups: () => [],
  run: async (context, { name }) => {
    await (await context.app()).users.update({ name }, { active: true, actor: 'cli' });
  },
};

/** `certwright user disable NAME` */
export const disableUser: CommandSpec<SwitchInput> = {
  path: ['user', 'disable'],
  summary: 'Take from a user, and all tokens of that user, whatever they may do.',
  description:
    'Holds from the next request on. Users are never deleted: the audit trail names them. The last superuser cannot be disabled. Says nothing when it is done.',
  arguments: [{ key: 'name', name: '<name>', help: 'Name of the user.' }],
  examples: [['certwright user disable alice', 'Gone, for now or for good']],
  groups: () => [],
  run: async (context, { name }) => {
    await (await context.app()).users.update({ name }, { active: false, actor: 'cli' });
  },
};
