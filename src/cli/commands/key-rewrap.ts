import type { App } from '#app';
import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';

interface RewrapInput extends JsonInput {
  readonly aliases?: readonly string[];
}

/** `certwright key rewrap [BACKEND...]` */
export const rewrapKeys: CommandSpec<RewrapInput> = {
  path: ['key', 'rewrap'],
  summary: 'Encrypt the keys in the database anew, after their secret has changed.',
  description:
    'For key backends of type database, or those named. Put the new secret into the settings and the old one as former_secret, then run this; when it is done the old one can go. It can be run beside the server, and again when it was cut short.',
  arguments: [
    { key: 'aliases', name: '[backends...]', help: 'Aliases. Default: all of type database.' },
  ],
  examples: [
    ['certwright key rewrap', 'After the secret has changed'],
    ['certwright key rewrap rows --json', 'One backend, for a script'],
  ],
  groups: () => [listOutput],
  async run(context, { aliases = [], json, jsonIndent }) {
    const { keys } = await context.app();
    const rows = [];
    for (const alias of aliases.length > 0 ? aliases : inDatabase(keys))
      rows.push({ alias, rewrapped: await keys.rewrap(alias) });
    if (json) context.out.json(rows, jsonIndent);
    else
      context.out.lines(
        rows.map(({ alias, rewrapped }) => `${alias} - ${rewrapped} encrypted anew`),
      );
  },
};

function inDatabase({ backends }: App['keys']): string[] {
  return backends.filter(({ type }) => type === 'database').map(({ alias }) => alias);
}
