import { sql, type Insertable, type Kysely } from 'kysely';
import type { RevocationColumns } from '#authorities';
import { present } from '#base';
import { compileRows, sendOnce } from '#db';
import type { CertificateRow, CertificateTable, CertificateTables, Trx } from './tables.ts';

/** Which certificate: a database that has lost rows gives their ids out anew. */
export type Which = Pick<CertificateRow, 'id' | 'serial'>;

/** What an intent becomes. */
interface Completion {
  readonly der: Uint8Array;
  readonly sha256: string;
  readonly updated_ms: number;
}

/** All SQL that changes certificates. */
export interface WriteStore {
  /** An intent; or one that was issued elsewhere, already in its state. */
  insert(trx: Trx, row: Insertable<CertificateTable>): Promise<number>;
  /** As `insert`, many at once; gives the ids in their order. */
  insertAll(trx: Trx, rows: readonly Insertable<CertificateTable>[]): Promise<number[]>;
  /** Turns an intent into an issued certificate; the work fails when there is no such intent any more. */
  complete(trx: Trx, which: Which, done: Completion): void;
  /** Marks intents without order or name, made before `beforeMs`, as abandoned; returns their serials. */
  abandon(
    trx: Trx,
    beforeMs: number,
    nowMs: number,
  ): Promise<{ id: number; serial: string; authority_id: number }[]>;
  /** Records a revocation, also one that ends a hold; false when it was revoked, or held, already. */
  revoke(trx: Trx, which: Which, revocation: RevocationColumns): Promise<boolean>;
  /** Takes a hold off; false when there was none. */
  release(trx: Trx, which: Which, nowMs: number): Promise<boolean>;
}

export function createWriteStore(reader: Kysely<CertificateTables>): WriteStore {
  return { ...issuanceWrites(reader), ...certificateWrites };
}

function issuanceWrites(
  reader: Kysely<CertificateTables>,
): Pick<WriteStore, 'insert' | 'insertAll' | 'complete'> {
  const insert = compileRows(reader, (to, rows: readonly Insertable<CertificateTable>[]) =>
    to.insertInto('certificate').values(rows).returning(['id', 'serial', 'authority_id']),
  );
  const insertAll: WriteStore['insertAll'] = async (trx, rows) => {
    const nameOf = (row: Pick<CertificateRow, 'serial' | 'authority_id'>): string =>
      `${row.authority_id} ${row.serial}`;
    const ids = new Map((await insert(rows, trx)).map((told) => [nameOf(told), told.id]));
    return rows.map((row) => present(ids.get(nameOf(row)), 'inserted row'));
  };
  const complete = sendOnce(
    reader,
    (to, { id, serial, ...done }: Which & Completion) =>
      to
        .updateTable('certificate')
        .set({ ...done, tbs: null, state: 'issued' })
        .where('id', '=', id)
        .where('serial', '=', serial)
        .where('state', '=', 'intent'),
    { changes: 1n },
  );
  return {
    insertAll,
    insert: async (trx, row) => present((await insertAll(trx, [row]))[0], 'inserted row'),
    complete: (trx, { id, serial }, done) => void complete({ id, serial, ...done }, trx),
  };
}

const certificateWrites: Pick<WriteStore, 'abandon' | 'revoke' | 'release'> = {
  abandon: (trx, beforeMs, nowMs) =>
    trx
      .updateTable('certificate')
      .set({ state: 'abandoned', updated_ms: nowMs })
      .where('state', '=', 'intent')
      // Few have no hash. Nearly all may have no order and no name: written like this SQLite leaves those indexes alone.
      .where('sha256', 'is', null)
      .where(sql`+${sql.ref('order_id')}`, 'is', null)
      .where(sql`${sql.ref('request_id')} || ''`, 'is', null)
      .where('created_ms', '<', beforeMs)
      .returning(['id', 'serial', 'authority_id'])
      .execute(),
  revoke: async (trx, { id, serial }, revocation) => {
    const { numUpdatedRows } = await trx
      .updateTable('certificate')
      .set({ ...revocation, updated_ms: revocation.revoked_ms ?? 0 })
      .where('id', '=', id)
      .where('serial', '=', serial)
      .where((where) =>
        revocation.revoked_reason === 'certificateHold'
          ? where('revoked_ms', 'is', null)
          : where.or([
              where('revoked_ms', 'is', null),
              where('revoked_reason', '=', 'certificateHold'),
            ]),
      )
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  release: async (trx, { id, serial }, nowMs) => {
    const { numUpdatedRows } = await trx
      .updateTable('certificate')
      .set({ revoked_ms: null, revoked_reason: null, compromised_ms: null, updated_ms: nowMs })
      .where('id', '=', id)
      .where('serial', '=', serial)
      .where('revoked_reason', '=', 'certificateHold')
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
};
