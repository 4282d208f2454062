import type { Kysely } from 'kysely';
import { compileRows, later } from '#db';
import type { IndexedName } from './names.ts';
import { reverse } from './search-terms.ts';
import type { CertificateTables, NameTable, Trx } from './tables.ts';

/** The names of one certificate. */
export interface Named {
  readonly certificateId: number;
  readonly names: readonly IndexedName[];
}

/** All SQL about names but what finds certificates by them. */
export interface NameStore {
  insert(trx: Trx, certificateId: number, names: readonly IndexedName[]): Promise<void>;
  /** As `insert`, of many certificates at once. */
  insertAll(trx: Trx, named: readonly Named[]): Promise<void>;
  setSha256(trx: Trx, certificateId: number, sha256: string): Promise<void>;
  /** Some of those whose names have not been noted. */
  listUnnamed(limit: number): Promise<{ readonly id: number; readonly der: Uint8Array }[]>;
}

export function createNameStore(reader: Kysely<CertificateTables>): NameStore {
  const insert = compileRows(reader, (to, rows: readonly NameTable[]) =>
    to.insertInto('certificate_name').values(rows),
  );
  const insertAll: NameStore['insertAll'] = async (trx, named) =>
    void later(trx, insert(named.flatMap(toRows), trx));
  return {
    insertAll,
    insert: (trx, certificateId, names) => insertAll(trx, [{ certificateId, names }]),
    setSha256: async (trx, certificateId, sha256) => {
      await trx
        .updateTable('certificate')
        .set({ sha256 })
        .where('id', '=', certificateId)
        .execute();
    },
    listUnnamed: async (limit) => {
      const rows = await reader
        .selectFrom('certificate')
        .select(['id', 'der'])
        .where('sha256', 'is', null)
        .where('state', '=', 'issued')
        .limit(limit)
        .execute();
      return rows.flatMap(({ id, der }) => (der ? [{ id, der }] : []));
    },
  };
}

function toRows({ certificateId, names }: Named): NameTable[] {
  return names.map(({ type, value }) => ({
    certificate_id: certificateId,
    type,
    value,
    reversed: reverse(value),
  }));
}
