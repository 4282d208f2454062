import type { Generated, Insertable, Kysely, Selectable, Transaction, Updateable } from 'kysely';
import { compileOnce, rememberReads, type Database } from '#db';
import type { CertificateTable } from './certificate-store.ts';
import type { RevocationColumns } from './revocation-columns.ts';

/** One row of the table `authority`. */
export interface AuthorityTable extends RevocationColumns {
  id: Generated<number>;
  name: string;
  /** Of its present certificate; while that is not there, of the one it is to get, or a text that is no serial. */
  serial: string;
  parent_id: number | null;
  /**
   * `intent`: what is to be signed for it is on record, the signature not yet. `requested`: it waits for a certificate
   * from another house. `ready`: it can be used. `abandoned`: it did not come to be; its key is gone or soon will be,
   * its serial stays taken, its name is free.
   */
  state: 'intent' | 'requested' | 'ready' | 'abandoned';
  /** TBSCertificate, or CertificationRequestInfo, while the state is `intent`. */
  tbs: Uint8Array | null;
  der: Uint8Array | null;
  /** PKCS #10 of one that another house has certified, or is to. */
  csr: Uint8Array | null;
  /** PEM of the certificates above it that are not ours, nearest first. */
  outside: string | null;
  enabled: number;
  api_enabled: number;
  key_backend: string;
  /** JSON of the key backend's own reference; holds no secret. `{}` once the key is destroyed. */
  key_ref: string;
  /** JSON of `SignExtensions`. */
  sign: string;
  caa_identity: string;
  website: string;
  terms_of_service: string;
  not_before_ms: number;
  not_after_ms: number;
  created_ms: number;
  updated_ms: number;
}

/** Tables that only this file and `certificate-store.ts` read and write. */
export interface AuthorityTables {
  authority: AuthorityTable;
  authority_certificate: CertificateTable;
}

export type AuthorityRow = Selectable<AuthorityTable>;
export type NewAuthorityRow = Insertable<AuthorityTable>;
export type AuthorityTrx = Transaction<AuthorityTables>;

/** The columns that a certificate fills. */
export type PrimaryColumns = Pick<
  AuthorityRow,
  'serial' | 'der' | 'parent_id' | 'outside' | 'not_before_ms' | 'not_after_ms'
>;

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
  /** Records a revocation; false when it was revoked already. */
  revoke(
    trx: AuthorityTrx,
    id: number,
    revocation: RevocationColumns & Pick<AuthorityRow, 'updated_ms'>,
  ): Promise<boolean>;
}

export function createStore(db: Database): AuthorityStore {
  const reader: Kysely<AuthorityTables> = db.reader<AuthorityTables>();
  const inState = (state: AuthorityRow['state']) =>
    reader.selectFrom('authority').selectAll().where('state', '=', state);
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
  const remembered = rememberReads<AuthorityRow | undefined>(db, [
    'authority',
    'authority_certificate',
  ]);
  return {
    find: (where) => remembered(JSON.stringify(where), () => look(where)),
    list: (serials) =>
      inState('ready')
        .$if(serials !== undefined, (query) => query.where('serial', 'in', [...(serials ?? [])]))
        .orderBy('id')
        .execute(),
    listRequested: () => inState('requested').orderBy('id').execute(),
    isTaken: async (name) => {
      const row = await reader
        .selectFrom('authority')
        .select('id')
        .where('name', '=', name)
        .where('state', 'in', ['ready', 'requested'])
        .executeTakeFirst();
      return row !== undefined;
    },
    listUnfinished: (beforeMs) =>
      reader
        .selectFrom('authority')
        .selectAll()
        .where((where) =>
          where.or([
            where.and([where('state', '=', 'intent'), where('created_ms', '<', beforeMs)]),
            where.and([where('state', '=', 'abandoned'), where('key_ref', '<>', '{}')]),
          ]),
        )
        .execute(),
    findInAnyState: (where) => {
      const all = reader.selectFrom('authority').selectAll();
      const found =
        'serial' in where
          ? all.where('serial', '=', where.serial)
          : all.where('key_backend', '=', where.keyBackend).where('key_ref', '=', where.keyRef);
      return found.executeTakeFirst();
    },
    listKeyRefs: async (keyBackend) => {
      const rows = await reader
        .selectFrom('authority')
        .select('key_ref')
        .where('key_backend', '=', keyBackend)
        .where('state', '<>', 'abandoned')
        .execute();
      return rows.map((row) => row.key_ref);
    },
    ...writes,
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
  'insertIntent' | 'move' | 'replacePrimary' | 'forgetKey' | 'update' | 'revoke'
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
    const abandoned = (): ['id', '=', number] => ['id', '=', id];
    if (tbs === null)
      await trx
        .deleteFrom('authority')
        .where(...abandoned())
        .execute();
    else
      await trx
        .updateTable('authority')
        .set({ key_ref: '{}' })
        .where(...abandoned())
        .execute();
  },
  update: async (trx, id, changes) => {
    await trx.updateTable('authority').set(changes).where('id', '=', id).execute();
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
