import { resolve } from 'node:path';
import { CaError, systemClock } from '#base';
import type { CommandSpec } from '../command.ts';
import { makeDataDirectory } from '../data-directory.ts';

interface RestoreInput {
  readonly file?: string;
}

/** `certwright db restore [FILE]` */
export const restoreDatabase: CommandSpec<RestoreInput> = {
  path: ['db', 'restore'],
  summary: 'Put a backup in the place of the database; nothing is signed until it is confirmed.',
  description:
    'For SQLite, with the server stopped and the old database moved away. A PostgreSQL database is restored with pg_restore; this command without a file then marks it as restored.',
  arguments: [{ key: 'file', name: '[file]', help: 'What db backup has written.' }],
  examples: [
    ['certwright db restore /backup/ca-2026-11-22.db', 'Then look, then certwright db confirm'],
  ],
  groups: () => [],
  async run({ settings, io, out }, { file }) {
    const { migrations } = await import('#app');
    const { openDatabase, restoreDatabase: restore } = await import('#db');
    const { markRestored } = await import('#fence');
    const { withDatabase } = await import('../open-database.ts');
    const config = await settings();
    const clock = io.clock ?? systemClock;
    if (file === undefined) {
      if (config.database.startsWith('sqlite:'))
        throw new CaError('bad_request', 'Name the file that db backup has written.');
      await withDatabase(config, 'apply', (db) => markRestored(db, clock));
    } else {
      await makeDataDirectory(config.data);
      await restore(config.database, resolve(file), async (url) => {
        const db = await openDatabase({ url, migrations });
        await markRestored(db, clock);
        await db.close();
      });
    }
    out.line('Restored. Nothing is signed until you have looked and typed: certwright db confirm');
  },
};
