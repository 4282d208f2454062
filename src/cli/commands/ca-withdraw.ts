import type { CommandSpec } from '../command.ts';

interface WithdrawInput {
  readonly name: string;
}

/** `certwright ca withdraw NAME` */
export const withdrawAuthority: CommandSpec<WithdrawInput> = {
  path: ['ca', 'withdraw'],
  summary: 'Give up an authority that waits for its certificate.',
  description: 'Its key is destroyed and its name free again. Says nothing when it is done.',
  arguments: [{ key: 'name', name: '<name>', help: 'The name given to ca request.' }],
  examples: [['certwright ca withdraw issuing', 'The other house said no']],
  groups: () => [],
  async run(context, { name }) {
    const { authorities } = await context.app();
    await authorities.withdraw({ name }, { actor: 'cli' });
  },
};
