import type { ApiToken } from '#users';
import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { tokenObject } from '../present.ts';

interface ListInput extends JsonInput {
  readonly user?: string;
}

/** `certwright user token list` */
export const listTokens: CommandSpec<ListInput> = {
  path: ['user', 'token', 'list'],
  summary: 'List tokens: whose, what for, until when, when last used.',
  description: 'Those that no longer count are shown too. Tokens themselves cannot be shown.',
  arguments: [{ key: 'user', name: '[user]', help: 'Name of the user (default: of all).' }],
  examples: [['certwright user token list robot', 'What is out there?']],
  groups: () => [listOutput],
  async run(context, { user, json, jsonIndent }) {
    const app = await context.app();
    const tokens = await app.users.tokens.list(user === undefined ? undefined : { name: user });
    if (json) return context.out.json(tokens.map(tokenObject), jsonIndent);
    const nowMs = app.clock.now();
    return context.out.lines(tokens.map((token) => tokenLine(token, nowMs)));
  },
};

function tokenLine(
  { id, user, name, expires, lastUsed, revoked }: ApiToken,
  nowMs: number,
): string {
  const until = dateOf(expires);
  const state = revoked
    ? `revoked ${dateOf(revoked)}`
    : `${expires.getTime() <= nowMs ? 'expired' : 'until'} ${until}`;
  return `${id} - ${user} - ${name} (${state}, last used: ${lastUsed ? dateOf(lastUsed) : 'never'})`;
}

function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
