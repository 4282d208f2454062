import { sql, type SchemaModule } from 'kysely';
import { blob, identity } from '#db';
import type { Migration } from '#db';

const segment = sql.ref('segment_id');
const released = sql.ref('released');

/** Tables of this room, in the order in which they came. */
export const migrations: readonly Migration[] = [
  {
    id: 'crl/001',
    up: async (schema) => {
      await createStateTables(schema);
      await createEntryTables(schema);
      await createListTables(schema);
    },
  },
  {
    // Lists share the segments that they are made from, instead of having a copy of each.
    id: 'crl/002',
    up: shareSegments,
  },
  {
    // A history that comes all at once is kept in segments alone.
    id: 'crl/003',
    up: createPackedTable,
  },
  {
    // What a list needs to know of its segments, without walking over the bytes of each.
    id: 'crl/004',
    up: indexSegments,
  },
  {
    // How far the lists of each name have come, and which of them may go, however many there were.
    id: 'crl/005',
    up: indexPublished,
  },
];

async function indexPublished(schema: SchemaModule): Promise<void> {
  await schema
    .createIndex('crl_published')
    .on('crl')
    .columns([
      'authority_id',
      'name',
      'number',
      'regular',
      'this_update_ms',
      'next_update_ms',
      'last_position',
    ])
    .where(sql.ref('state'), '=', 'published')
    .execute();
}

async function indexSegments(schema: SchemaModule): Promise<void> {
  await schema.dropIndex('crl_segment_place').execute();
  await schema
    .createIndex('crl_segment_current')
    .on('crl_segment')
    .columns(['authority_id', 'kind', 'shard', 'id', 'entries'])
    .expression(sql`length(der)`)
    .where(sql.ref('retired'), '=', 0)
    .execute();
}

async function shareSegments(schema: SchemaModule): Promise<void> {
  await schema
    .alterTable('crl_segment')
    .addColumn('retired', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await schema
    .createIndex('crl_segment_retired')
    .on('crl_segment')
    .column('authority_id')
    .where(sql.ref('retired'), '=', 1)
    .execute();
  await schema
    .createTable('crl_piece')
    .addColumn('crl_id', 'integer', (column) => column.notNull().references('crl.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('segment_id', 'integer', (column) => column.references('crl_segment.id'))
    .addColumn('octets', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('crl_piece_place', ['crl_id', 'position'])
    .execute();
  await schema.createIndex('crl_piece_segment').on('crl_piece').column('segment_id').execute();
  await schema
    .createTable('crl_segment_deflated')
    .addColumn('segment_id', 'integer', (column) =>
      column.primaryKey().references('crl_segment.id'),
    )
    .addColumn('crc32', 'integer', (column) => column.notNull())
    .addColumn('bytes', blob, (column) => column.notNull())
    .execute();
}

async function createPackedTable(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('crl_packed')
    .addColumn('segment_id', 'integer', (column) =>
      column.primaryKey().references('crl_segment.id'),
    )
    .addColumn('authority_id', 'integer', (column) => column.notNull().references('authority.id'))
    .addColumn('first_subject', 'integer', (column) => column.notNull())
    .addColumn('last_subject', 'integer', (column) => column.notNull())
    .addColumn('last_position', 'integer', (column) => column.notNull())
    .addColumn('first_revoked_ms', 'integer', (column) => column.notNull())
    .addColumn('first_end_ms', 'integer', (column) => column.notNull())
    .addColumn('facts', blob, (column) => column.notNull())
    .execute();
  await schema
    .createIndex('crl_packed_subject')
    .on('crl_packed')
    .columns(['authority_id', 'last_subject', 'first_subject'])
    .execute();
  await schema
    .createIndex('crl_packed_position')
    .on('crl_packed')
    .columns(['authority_id', 'last_position', 'first_revoked_ms'])
    .execute();
}

async function createStateTables(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('crl_policy')
    .addColumn('authority_id', 'integer', (column) =>
      column.primaryKey().references('authority.id'),
    )
    .addColumn('validity_seconds', 'integer', (column) => column.notNull())
    .addColumn('renewal_seconds', 'integer', (column) => column.notNull())
    .addColumn('lists', 'text', (column) => column.notNull())
    .addColumn('shards', 'integer', (column) => column.notNull())
    .addColumn('deltas', 'integer', (column) => column.notNull())
    .addColumn('kept', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('crl_state')
    .addColumn('authority_id', 'integer', (column) =>
      column.primaryKey().references('authority.id'),
    )
    .addColumn('last_number', 'integer', (column) => column.notNull())
    .addColumn('last_position', 'integer', (column) => column.notNull())
    .addColumn('layout', 'integer', (column) => column.notNull())
    .addColumn('swept_ms', 'integer', (column) => column.notNull())
    .execute();
}

async function createEntryTables(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('crl_segment')
    .addColumn('id', 'integer', identity)
    .addColumn('authority_id', 'integer', (column) => column.notNull().references('authority.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('shard', 'integer', (column) => column.notNull())
    .addColumn('entries', 'integer', (column) => column.notNull())
    .addColumn('der', blob, (column) => column.notNull())
    .execute();
  await schema
    .createIndex('crl_segment_place')
    .on('crl_segment')
    .columns(['authority_id', 'kind', 'shard', 'id'])
    .execute();
  await schema
    .createTable('crl_entry')
    .addColumn('authority_id', 'integer', (column) => column.notNull().references('authority.id'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('subject_id', 'integer', (column) => column.notNull())
    .addColumn('shard', 'integer', (column) => column.notNull())
    .addColumn('serial', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('revoked_ms', 'integer', (column) => column.notNull())
    .addColumn('compromised_ms', 'integer')
    .addColumn('not_after_ms', 'integer', (column) => column.notNull())
    .addColumn('released', 'integer', (column) => column.notNull())
    .addColumn('segment_id', 'integer', (column) => column.references('crl_segment.id'))
    .addPrimaryKeyConstraint('crl_entry_position', ['authority_id', 'position'])
    .addUniqueConstraint('crl_entry_serial', ['authority_id', 'kind', 'serial'])
    .execute();
  await schema
    .createIndex('crl_entry_subject')
    .on('crl_entry')
    .columns(['authority_id', 'kind', 'subject_id'])
    .execute();
  await schema
    .createIndex('crl_entry_loose')
    .on('crl_entry')
    .columns(['authority_id', 'kind', 'shard', 'position'])
    .where(segment, 'is', null)
    .where(released, '=', 0)
    .execute();
  await schema
    .createIndex('crl_entry_released')
    .on('crl_entry')
    .columns(['authority_id', 'position'])
    .where(released, '=', 1)
    .execute();
  await schema
    .createIndex('crl_entry_segment')
    .on('crl_entry')
    .columns(['segment_id', 'position'])
    .execute();
  await schema
    .createIndex('crl_entry_end')
    .on('crl_entry')
    .columns(['authority_id', 'not_after_ms'])
    .execute();
}

async function createListTables(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('crl')
    .addColumn('id', 'integer', identity)
    .addColumn('authority_id', 'integer', (column) => column.notNull().references('authority.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('base_number', 'integer')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('regular', 'integer', (column) => column.notNull())
    .addColumn('this_update_ms', 'integer', (column) => column.notNull())
    .addColumn('next_update_ms', 'integer', (column) => column.notNull())
    .addColumn('entries', 'integer', (column) => column.notNull())
    .addColumn('last_position', 'integer', (column) => column.notNull())
    .addColumn('head', blob)
    .addColumn('tail', blob)
    .addColumn('size_bytes', 'integer', (column) => column.notNull())
    .addColumn('gzip_bytes', 'integer')
    .addColumn('created_ms', 'integer', (column) => column.notNull())
    .addColumn('took_ms', 'integer', (column) => column.notNull())
    .addColumn('visible_ms', 'integer')
    .addUniqueConstraint('crl_number', ['authority_id', 'name', 'number'])
    .execute();
  await schema
    .createIndex('crl_intent')
    .on('crl')
    .columns(['authority_id', 'created_ms'])
    .where(sql.ref('state'), '=', 'intent')
    .execute();
  await schema
    .createTable('crl_part')
    .addColumn('crl_id', 'integer', (column) => column.notNull().references('crl.id'))
    .addColumn('form', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('bytes', blob, (column) => column.notNull())
    .addPrimaryKeyConstraint('crl_part_place', ['crl_id', 'form', 'position'])
    .execute();
  await schema
    .createTable('crl_alarm')
    .addColumn('authority_id', 'integer', (column) => column.notNull().references('authority.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('next_update_ms', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('crl_alarm_case', ['authority_id', 'name', 'state', 'next_update_ms'])
    .execute();
}
