import { isCaError } from '#base';
import type { App } from '#app';
import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';

/** `certwright key backends` */
export const listKeyBackends: CommandSpec<JsonInput> = {
  path: ['key', 'backends'],
  summary: 'List the key backends: where private keys can live, and whether they can now.',
  description:
    'One line each: alias, type, and why it cannot be used if it cannot. A token is looked for, and logged in to where the settings have its PIN. Keys are not shown.',
  arguments: [],
  examples: [
    ['certwright key backends', 'Is the token there, and the PIN right?'],
    ['certwright key backends --json', 'For a script'],
  ],
  groups: () => [listOutput],
  async run(context, { json, jsonIndent }) {
    const { keys } = await context.app();
    const rows = await Promise.all(
      keys.backends.map(async (backend) => ({ ...backend, ...(await look(keys, backend.alias)) })),
    );
    if (json) context.out.json(rows, jsonIndent);
    else context.out.lines(rows.map(line));
  },
};

interface Condition {
  readonly usable: boolean;
  /** Null for one that is usable. */
  readonly reason: string | null;
}

async function look(keys: App['keys'], alias: string): Promise<Condition> {
  try {
    await keys.check(alias);
    return { usable: true, reason: null };
  } catch (error) {
    if (!isCaError(error)) throw error;
    return { usable: false, reason: error.detail };
  }
}

function line({ alias, type, reason }: Condition & { alias: string; type: string }): string {
  return `${alias} - ${type}${reason === null ? '' : ` - not usable: ${reason}`}`;
}
