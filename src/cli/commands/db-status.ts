import type { DatabaseStatus } from '#db';
import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';

/** `certwright db status` */
export const databaseStatus: CommandSpec<JsonInput> = {
  path: ['db', 'status'],
  summary: 'Show what kind of database it is, which steps its tables have seen, and how many rows.',
  description: 'Changes nothing, also when the tables belong to another version.',
  arguments: [],
  examples: [
    ['certwright db status', 'Is it up to date?'],
    ['certwright db status --json', 'The same for a script'],
  ],
  groups: () => [listOutput],
  async run(context, { json, jsonIndent }) {
    const { migrations } = await import('#app');
    const { databaseStatus: read } = await import('#db');
    const { withDatabase } = await import('../open-database.ts');
    const config = await context.settings();
    const status = await withDatabase(config, 'leave', (db) => read(db, migrations));
    if (json) context.out.json(status, jsonIndent);
    else context.out.lines(toLines(status));
  },
};

function toLines({ kind, applied, missing, unknown, tables }: DatabaseStatus): string[] {
  return [
    `Database: ${kind}`,
    `Steps applied: ${applied.length}`,
    ...(missing.length > 0 ? [`Steps missing: ${missing.join(', ')}; certwright db migrate`] : []),
    ...(unknown.length > 0 ? [`Steps of a newer version: ${unknown.join(', ')}`] : []),
    'Rows:',
    ...tables.map(({ name, rows }) => `  ${name}: ${rows}`),
  ];
}
