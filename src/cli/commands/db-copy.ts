import { CaError, systemClock } from '#base';
import type { CopiedTable, Database } from '#db';
import type { CommandSpec } from '../command.ts';
import type { Io } from '../io.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';

interface CopyInput extends JsonInput {
  readonly url: string;
}

/** `certwright db copy URL` */
export const copyDatabase: CommandSpec<CopyInput> = {
  path: ['db', 'copy'],
  summary: 'Copy the database into another one, from SQLite to PostgreSQL or back.',
  description:
    'Stop the servers first; while it runs nobody else can write. Reads the copy back and compares every table, row by row; ends with 1 when one differs. Then name the other one by CERTWRIGHT_DATABASE. Private keys that are files stay where they are.',
  arguments: [
    {
      key: 'url',
      name: '<url>',
      help: 'An empty database: sqlite:PATH or postgres://USER@HOST/NAME (password: PGPASSWORD).',
    },
  ],
  examples: [['certwright db copy postgres://ca@db.example.com/ca', 'When SQLite is outgrown']],
  groups: () => [listOutput],
  async run(context, { url, json, jsonIndent }) {
    const { migrations } = await import('#app');
    const { openDatabase } = await import('#db');
    const { withDatabase } = await import('../open-database.ts');
    const clock = context.io.clock ?? systemClock;
    const tables = await withDatabase(await context.settings(), 'apply', async (from) => {
      const to = await openDatabase({ url, migrations, clock });
      try {
        return await copyInto(context.io, from, to);
      } finally {
        await to.close();
      }
    });
    if (json) context.out.json(tables, jsonIndent);
    else context.out.lines(tables.map(toLine));
    const different = tables.filter(({ same }) => !same).map(({ name }) => name);
    if (different.length > 0)
      throw new CaError('refused', `The copy differs in ${different.join(', ')}: do not use it.`);
    context.err.line('The copy is the same, row by row.');
  },
};

async function copyInto(
  { stderr, clock = systemClock }: Io,
  from: Database,
  to: Database,
): Promise<readonly CopiedTable[]> {
  const { copyDatabase: copy } = await import('#db');
  const { createEvents } = await import('#events');
  const events = createEvents({ db: to, clock, report: () => undefined });
  const tables = await copy(from, to, (table, rows) => {
    if (stderr.isTTY) stderr.write(`\r\u001B[2K${table}: ${rows}`);
  });
  if (stderr.isTTY) stderr.write('\r\u001B[2K');
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  await to.transaction((trx) =>
    events.record(trx, 'database.copied', { actor: 'cli', from: from.kind, rows }),
  );
  return tables;
}

function toLine({ name, rows, digest, same }: CopiedTable): string {
  return `${same ? 'same' : 'DIFFERENT'} ${name}: ${rows} rows, ${digest.slice(0, 16)}`;
}
