import type { CommandSpec } from '../command.ts';

/** `certwright db migrate` */
export const migrateDatabase: CommandSpec<object> = {
  path: ['db', 'migrate'],
  summary: 'Bring the tables up to date for this version, all steps or none.',
  description:
    'Every command and the server do so as they start; with several servers on one database do it once, before the first of the new version. Servers of the version before may go on meanwhile and afterwards. A database of a newer version is refused.',
  arguments: [],
  examples: [['certwright db migrate', 'Before an update of the servers']],
  groups: () => [],
  async run(context) {
    const { migrations } = await import('#app');
    const { databaseStatus } = await import('#db');
    const { withDatabase } = await import('../open-database.ts');
    const config = await context.settings();
    const { missing } = await withDatabase(config, 'leave', (db) => databaseStatus(db, migrations));
    await withDatabase(config, 'apply', async () => undefined);
    context.out.lines(missing.map((id) => `Applied ${id}.`));
    if (missing.length === 0) context.out.line('The tables are up to date.');
  },
};
