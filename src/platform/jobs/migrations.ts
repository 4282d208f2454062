import { identity } from '#db';
import type { Migration } from '#db';
import { sql } from 'kysely';

const state = sql.ref('state');

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'jobs/001',
    up: async (schema) => {
      await schema
        .createTable('job')
        .addColumn('id', 'integer', identity)
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('key', 'text')
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('run_at_ms', 'integer', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('lease_ms', 'integer')
        .addColumn('owner', 'text')
        .addColumn('failed_ms', 'integer')
        .addColumn('error_code', 'text')
        .addColumn('error_detail', 'text')
        .execute();
      await schema
        .createIndex('job_due')
        .on('job')
        .columns(['run_at_ms', 'id'])
        .where(state, '<>', 'failed')
        .execute();
      await schema
        .createIndex('job_waiting')
        .unique()
        .on('job')
        .columns(['kind', 'key'])
        .where(state, '=', 'ready')
        .execute();
      await schema
        .createIndex('job_running')
        .on('job')
        .columns(['kind', 'key'])
        .where(state, '=', 'running')
        .execute();
      await schema
        .createIndex('job_failed')
        .on('job')
        .columns(['failed_ms'])
        .where(state, '=', 'failed')
        .execute();
    },
  },
];
