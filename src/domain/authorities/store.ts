import type { Generated, Insertable, Kysely, Selectable, Transaction, Updateable } from 'kysely';
import type { Database } from '#db';

/** One row of the table `authority`. */
export interface AuthorityTable {
  id: Generated<number>;
  name: string;
  serial: string;
  parent_id: number | null;
  /**
   * `intent`: the unsigned certificate is on record, the signed one not yet. `ready`: it can be used. `abandoned`: it
   * did not come to be; its key is gone, its serial stays taken, its name is free.
   */
  state: 'intent' | 'ready' | 'abandoned';
  /** TBSCertificate, while the state is `intent`. */
  tbs: Uint8Array | null;
  der: Uint8Array | null;
  enabled: number;
  api_enabled: number;
  key_backend: string;
  /** JSON of the key backend's own reference; holds no secret. */
  key_ref: string;
  /** JSON of `SignExtensions`. */
  sign: string;
  caa_identity: string;
  website: string;
  terms_of_service: string;
  not_before_ms: number;
  not_after_ms: number;
  revoked_ms: number | null;
  revoked_reason: string | null;
  compromised_ms: number | null;
  created_ms: number;
  updated_ms: number;
}

/** Tables that only this file reads and writes. */
export interface AuthorityTables {
  authority: AuthorityTable;
}

export type AuthorityRow = Selectable<AuthorityTable>;

type Where = { readonly id: number } | { readonly serial: string } | { readonly name: string };

/** All SQL of this room. */
export interface AuthorityStore {
  find(where: Where): Promise<AuthorityRow | undefined>;
  /** Ready ones in the order in which they were made. */
  list(): Promise<AuthorityRow[]>;
  insertIntent(trx: Transaction<AuthorityTables>, row: Insertable<AuthorityTable>): Promise<number>;
  /** Turns an intent into a ready authority; false when there was no such intent. */
  complete(
    trx: Transaction<AuthorityTables>,
    id: number,
    der: Uint8Array,
    nowMs: number,
  ): Promise<boolean>;
  /** Intents made before `beforeMs`: what a crash left behind. */
  listOldIntents(beforeMs: number): Promise<AuthorityRow[]>;
  /** Gives the intent with this serial up; false when there is none any more. */
  abandon(trx: Transaction<AuthorityTables>, serial: string, nowMs: number): Promise<boolean>;
  update(
    trx: Transaction<AuthorityTables>,
    id: number,
    changes: Updateable<AuthorityTable>,
  ): Promise<void>;
}

export function createStore(db: Database): AuthorityStore {
  const reader: Kysely<AuthorityTables> = db.reader<AuthorityTables>();
  const ready = () => reader.selectFrom('authority').selectAll().where('state', '=', 'ready');
  return {
    find: (where) => {
      const [column, value] = entry(where);
      return ready().where(column, '=', value).executeTakeFirst();
    },
    list: () => ready().orderBy('id').execute(),
    insertIntent: async (trx, row) => {
      const { id } = await trx
        .insertInto('authority')
        .values(row)
        .returning('id')
        .executeTakeFirstOrThrow();
      return id;
    },
    complete: async (trx, id, der, nowMs) => {
      const { numUpdatedRows } = await trx
        .updateTable('authority')
        .set({ der, tbs: null, state: 'ready', updated_ms: nowMs })
        .where('id', '=', id)
        .where('state', '=', 'intent')
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    listOldIntents: (beforeMs) =>
      reader
        .selectFrom('authority')
        .selectAll()
        .where('state', '=', 'intent')
        .where('created_ms', '<', beforeMs)
        .execute(),
    abandon: async (trx, serial, nowMs) => {
      const { numUpdatedRows } = await trx
        .updateTable('authority')
        .set({ state: 'abandoned', updated_ms: nowMs })
        .where('serial', '=', serial)
        .where('state', '=', 'intent')
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    update: async (trx, id, changes) => {
      await trx.updateTable('authority').set(changes).where('id', '=', id).execute();
    },
  };
}

function entry(where: Where): ['id', number] | ['serial' | 'name', string] {
  if ('id' in where) return ['id', where.id];
  return 'serial' in where ? ['serial', where.serial] : ['name', where.name];
}
