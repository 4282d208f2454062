import type { Transaction } from 'kysely';
import type { Database } from '#db';

/** One row of the table `stored_key`. */
export interface StoredKeyTable {
  /** 32 random hex digits. */
  id: string;
  /** Alias of the backend that has it. */
  backend: string;
  /** `pending`: on probation. */
  state: 'pending' | 'kept';
  /** PKCS #8, encrypted: see `envelope.ts`. */
  sealed: Uint8Array;
  created_ms: number;
}

/** Tables that only this file reads and writes. */
export interface KeyTables {
  stored_key: StoredKeyTable;
}

/** All SQL of this room, about the keys of one backend. */
export interface KeyStore {
  insert(row: Omit<StoredKeyTable, 'backend'>): Promise<void>;
  findSealed(id: string): Promise<Uint8Array | undefined>;
  /** In the order of their making. */
  listIds(): Promise<string[]>;
  /** The key made last. */
  findLast(): Promise<string | undefined>;
  /** Whether there is such a key. */
  keep(id: string): Promise<boolean>;
  /** Whether `before` was still what is stored. */
  replace(id: string, before: Uint8Array, after: Uint8Array): Promise<boolean>;
  remove(id: string): Promise<void>;
  /** Those on probation that were made before `beforeMs`. */
  listPending(beforeMs: number): Promise<string[]>;
  /** Removes these, but none whose probation has ended meanwhile. */
  removePending(ids: readonly string[]): Promise<void>;
}

type Trx = Transaction<KeyTables>;

/** The keys of the backend with this alias. */
export function createStore(db: Database, backend: string): KeyStore {
  const select = () =>
    db.reader<KeyTables>().selectFrom('stored_key').where('backend', '=', backend);
  const update = (trx: Trx, id: string) =>
    trx.updateTable('stored_key').where('backend', '=', backend).where('id', '=', id);
  const erase = (trx: Trx, id: string) =>
    trx.deleteFrom('stored_key').where('backend', '=', backend).where('id', '=', id);
  return {
    insert: (row) =>
      db.transaction(async (trx: Trx) => {
        await trx
          .insertInto('stored_key')
          .values({ ...row, backend })
          .execute();
      }),
    findSealed: async (id) =>
      (await select().select('sealed').where('id', '=', id).executeTakeFirst())?.sealed,
    listIds: async () =>
      idsOf(await select().select('id').orderBy('created_ms').orderBy('id').execute()),
    findLast: async () =>
      (
        await select()
          .select('id')
          .orderBy('created_ms', 'desc')
          .orderBy('id')
          .limit(1)
          .executeTakeFirst()
      )?.id,
    keep: (id) =>
      db.transaction(async (trx: Trx) =>
        changed(await update(trx, id).set({ state: 'kept' }).executeTakeFirst()),
      ),
    replace: (id, before, after) =>
      db.transaction(async (trx: Trx) => {
        const exactly = update(trx, id).where('sealed', '=', before);
        return changed(await exactly.set({ sealed: after }).executeTakeFirst());
      }),
    remove: (id) => db.transaction(async (trx: Trx) => void (await erase(trx, id).execute())),
    listPending: async (beforeMs) => {
      const pending = select().select('id').where('state', '=', 'pending');
      return idsOf(await pending.where('created_ms', '<', beforeMs).execute());
    },
    removePending: (ids) =>
      db.transaction(async (trx: Trx) => {
        for (const id of ids) await erase(trx, id).where('state', '=', 'pending').execute();
      }),
  };
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

function changed({ numUpdatedRows }: { readonly numUpdatedRows: bigint }): boolean {
  return numUpdatedRows > 0n;
}
