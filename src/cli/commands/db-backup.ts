import { join, resolve } from 'node:path';
import type { CommandSpec } from '../command.ts';

interface BackupInput {
  readonly file: string;
}

/** `certwright db backup FILE` */
export const backupDatabase: CommandSpec<BackupInput> = {
  path: ['db', 'backup'],
  summary: 'Write a copy of the SQLite database into a new file, also while the server runs.',
  description:
    'As it stands at one moment, whole and on disk, for its owner alone. Private keys that are files are not part of it: keep the directory of the keys as well. A PostgreSQL database is backed up with pg_dump.',
  arguments: [{ key: 'file', name: '<file>', help: 'Where to; must not be there yet.' }],
  examples: [['certwright db backup /backup/ca-2026-11-22.db', 'Once a day']],
  groups: () => [],
  async run({ settings, out, err }, { file }) {
    const { backupDatabase: backup } = await import('#db');
    const { data, database } = await settings();
    backup(database, resolve(file));
    out.line(`Backup: ${file}`);
    err.line(`The private keys are not in it: keep ${join(data, 'keys')} as well.`);
  },
};
