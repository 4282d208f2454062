import type { CommandSpec } from '../command.ts';

interface RevokeInput {
  readonly user: string;
  readonly name: string;
}

/** `certwright user token revoke USER NAME` */
export const revokeToken: CommandSpec<RevokeInput> = {
  path: ['user', 'token', 'revoke'],
  summary: 'End a token at once.',
  description: 'For good; its name is free again. Says nothing when it is done.',
  arguments: [
    { key: 'user', name: '<user>', help: 'Name of the user.' },
    { key: 'name', name: '<name>', help: 'Name of the token.' },
  ],
  examples: [['certwright user token revoke robot deploy', 'It was seen in a log']],
  groups: () => [],
  run: async (context, { user, name }) => {
    const { users } = await context.app();
    await users.tokens.revoke({ user: { name: user }, name }, { actor: 'cli' });
  },
};
