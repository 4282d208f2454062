import type { Database } from '#db';
import { createNameStore, type NameStore } from './name-store.ts';
import { createOrderStore, type OrderStore } from './order-store.ts';
import { createReadStore, type ReadStore } from './read-store.ts';
import { createSearchStore, type SearchStore } from './search-store.ts';
import type { CertificateTables } from './tables.ts';
import { createWriteStore, type WriteStore } from './write-store.ts';

export type { RevokedRow } from './read-store.ts';
export type { CertificateRow, CertificateTables, IssuedRow, OrderRow, Trx } from './tables.ts';

/** All SQL of this room. */
export interface CertificateStore extends ReadStore, WriteStore, OrderStore {
  readonly names: NameStore;
  readonly searches: SearchStore;
}

export function createStore(db: Database): CertificateStore {
  const reader = db.reader<CertificateTables>();
  return {
    names: createNameStore(reader),
    searches: createSearchStore(reader, db.scanner()),
    ...createReadStore(db),
    ...createWriteStore(reader),
    ...createOrderStore(reader),
  };
}
