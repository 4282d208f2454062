import type { Kysely, Updateable } from 'kysely';
import { compileOnce, untilWritten, type Database } from '#db';
import type { RevocationColumns } from './revocation-columns.ts';
import type {
  AuthorityRow,
  AuthorityTable,
  AuthorityTables,
  AuthorityTrx,
  NewAuthorityRow,
  PrimaryColumns,
} from './tables.ts';

type Where = { readonly id: number } | { readonly serial: string } | { readonly name: string };

/** All SQL about authorities themselves. */
export interface AuthorityStore {
  /** A ready one; by a serial also of another certificate of it. */
  find(where: Where): Promise<AuthorityRow | undefined>;
  /** Ready ones, or those of them with one of these serials, in the order in which they were made. */
  list(serials?: readonly string[]): Promise<AuthorityRow[]>;
  /** Those that wait for a certificate, in the order in which they were made. */
  listRequested(): Promise<AuthorityRow[]>;
  /** Whether a ready or a waiting one has this name. */
  isTaken(name: string): Promise<boolean>;
  insertIntent(trx: AuthorityTrx, row: NewAuthorityRow): Promise<number>;
  /** Moves one on from its state; false when it is in another state by now. */
  move(
    trx: AuthorityTrx,
    id: number,
    from: 'intent' | 'requested',
    changes: Updateable<AuthorityTable> & Pick<AuthorityRow, 'state' | 'updated_ms'>,
  ): Promise<boolean>;
  /** Puts another certificate in the place of the one with the serial `old`; false when that is not there any more. */
  replacePrimary(
    trx: AuthorityTrx,
    at: { readonly id: number; readonly old: string },
    changes: PrimaryColumns & Pick<AuthorityRow, 'updated_ms'>,
  ): Promise<boolean>;
  /** Intents made before `beforeMs`, and abandoned ones whose key is still there: what a crash left behind. */
  listUnfinished(beforeMs: number): Promise<AuthorityRow[]>;
  findInAnyState(
    where: { readonly serial: string } | { readonly keyBackend: string; readonly keyRef: string },
  ): Promise<AuthorityRow | undefined>;
  /** Notes that the key of an abandoned one is gone; one that was nothing but taken in is forgotten altogether. */
  forgetKey(trx: AuthorityTrx, row: AuthorityRow): Promise<void>;
  /** References of the keys of a backend that are, or are about to be, an authority's. */
  listKeyRefs(keyBackend: string): Promise<string[]>;
  update(trx: AuthorityTrx, id: number, changes: Updateable<AuthorityTable>): Promise<void>;
  /** What stands in its column `sign`, as a transaction sees it. */
  signOf(trx: AuthorityTrx, id: number): Promise<string>;
  /** Records a revocation; false when it was revoked already. */
  revoke(
    trx: AuthorityTrx,
    id: number,
    revocation: RevocationColumns & Pick<AuthorityRow, 'updated_ms'>,
  ): Promise<boolean>;
}

export function createStore(db: Database): AuthorityStore {
  const reader = db.reader<AuthorityTables>();
  const findReady = compileOnce(reader, (from, where: Where) => {
    const ready = from.selectFrom('authority').selectAll().where('state', '=', 'ready');
    if ('id' in where) return ready.where('id', '=', where.id);
    if ('serial' in where) return ready.where('serial', '=', where.serial);
    return ready.where('name', '=', where.name);
  });
  const look = async (where: Where): Promise<AuthorityRow | undefined> => {
    const [found] = (await findReady(where)).rows;
    return found ?? ('serial' in where ? findBySerial(reader, where.serial) : undefined);
  };
  const remembered = untilWritten<AuthorityRow | undefined>(db, [
    'authority',
    'authority_certificate',
  ]);
  return {
    find: (where) => remembered(JSON.stringify(where), () => look(where)),
    ...lists(reader),
    ...looks(reader),
    ...writes,
  };
}

function lists(
  reader: Kysely<AuthorityTables>,
): Pick<AuthorityStore, 'list' | 'listRequested' | 'listUnfinished' | 'listKeyRefs'> {
  const all = () => reader.selectFrom('authority').selectAll();
  return {
    list: (serials) =>
      all()
        .where('state', '=', 'ready')
        .$if(serials !== undefined, (query) => query.where('serial', 'in', [...(serials ?? [])]))
        .orderBy('id')
        .execute(),
    listRequested: () => all().where('state', '=', 'requested').orderBy('id').execute(),
    listUnfinished: (beforeMs) =>
      all()
        .where((where) =>
          where.or([
            where.and([where('state', '=', 'intent'), where('created_ms', '<', beforeMs)]),
            where.and([where('state', '=', 'abandoned'), where('key_ref', '<>', '{}')]),
          ]),
        )
        .execute(),
    listKeyRefs: async (keyBackend) => {
      const rows = await reader
        .selectFrom('authority')
        .select('key_ref')
        .where('key_backend', '=', keyBackend)
        .where('state', '<>', 'abandoned')
        .execute();
      return rows.map((row) => row.key_ref);
    },
  };
}

function looks(
  reader: Kysely<AuthorityTables>,
): Pick<AuthorityStore, 'isTaken' | 'findInAnyState'> {
  return {
    isTaken: async (name) => {
      const row = await reader
        .selectFrom('authority')
        .select('id')
        .where('name', '=', name)
        .where('state', 'in', ['ready', 'requested'])
        .executeTakeFirst();
      return row !== undefined;
    },
    findInAnyState: (where) => {
      const all = reader.selectFrom('authority').selectAll();
      const found =
        'serial' in where
          ? all.where('serial', '=', where.serial)
          : all.where('key_backend', '=', where.keyBackend).where('key_ref', '=', where.keyRef);
      return found.executeTakeFirst();
    },
  };
}

/** The authority that has, or had, a certificate with this serial beside its present one. */
function findBySerial(
  reader: Kysely<AuthorityTables>,
  serial: string,
): Promise<AuthorityRow | undefined> {
  return reader
    .selectFrom('authority')
    .innerJoin('authority_certificate', 'authority_certificate.authority_id', 'authority.id')
    .selectAll('authority')
    .where('authority_certificate.serial', '=', serial)
    .where('authority_certificate.state', '=', 'ready')
    .where('authority.state', '=', 'ready')
    .executeTakeFirst();
}

const writes: Pick<
  AuthorityStore,
  'insertIntent' | 'move' | 'replacePrimary' | 'forgetKey' | 'update' | 'signOf' | 'revoke'
> = {
  insertIntent: async (trx, row) => {
    const { id } = await trx
      .insertInto('authority')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  move: async (trx, id, from, changes) => {
    const { numUpdatedRows } = await trx
      .updateTable('authority')
      .set(changes)
      .where('id', '=', id)
      .where('state', '=', from)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  replacePrimary: async (trx, { id, old }, changes) => {
    const { numUpdatedRows } = await trx
      .updateTable('authority')
      .set(changes)
      .where('id', '=', id)
      .where('serial', '=', old)
      .where('state', '=', 'ready')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  forgetKey: async (trx, { id, tbs }) => {
    if (tbs === null) await trx.deleteFrom('authority').where('id', '=', id).execute();
    else await trx.updateTable('authority').set({ key_ref: '{}' }).where('id', '=', id).execute();
  },
  update: async (trx, id, changes) => {
    await trx.updateTable('authority').set(changes).where('id', '=', id).execute();
  },
  signOf: async (trx, id) => {
    const row = trx.selectFrom('authority').select('sign').where('id', '=', id);
    return (await row.executeTakeFirstOrThrow()).sign;
  },
  revoke: async (trx, id, revocation) => {
    const { numUpdatedRows } = await trx
      .updateTable('authority')
      .set(revocation)
      .where('id', '=', id)
      .where('revoked_ms', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
};
