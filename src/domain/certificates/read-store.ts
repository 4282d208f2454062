import type { Kysely } from 'kysely';
import { compileOnce, type Database } from '#db';
import {
  issuedColumns,
  type CertificateRow,
  type CertificateTables,
  type IssuedRow,
  type Trx,
} from './tables.ts';

/** How an issued certificate is named: by id, or by serial among those of one authority or of all. */
export type IssuedWhere =
  | { readonly id: number }
  | { readonly serial: string }
  | { readonly serial: string; readonly authorityId: number };

/** What a certificate, or an intent, was made for. */
export type RequestWhere = { readonly orderId: number } | { readonly requestId: string };

/** Which revoked certificates are meant: a page of those of one authority, or the one with an id. */
export type RevokedWhere =
  | { readonly id: number }
  | { readonly authorityId: number; readonly afterId: number; readonly limit: number };

const statusColumns = [
  'serial',
  'not_after_ms',
  'revoked_ms',
  'revoked_reason',
  'compromised_ms',
] as const;

export type StatusRow = Pick<CertificateRow, (typeof statusColumns)[number]>;

const revokedColumns = ['id', 'authority_id', ...statusColumns] as const;

export type RevokedRow = StatusRow & Pick<CertificateRow, 'id' | 'authority_id'>;

/** All SQL that reads certificates one by one, or by what has become of them. */
export interface ReadStore {
  /** An issued one. */
  find(where: IssuedWhere): Promise<IssuedRow | undefined>;
  /** One in any state. */
  find(where: RequestWhere): Promise<CertificateRow | undefined>;
  /** Issued ones of an authority with one of these serials, in no order. */
  listStatuses(authorityId: number, serials: readonly string[]): Promise<StatusRow[]>;
  /** Revoked ones of an authority with an id above `afterId` in the order of their ids; or the one with an id. */
  listRevoked(where: RevokedWhere, trx?: Trx): Promise<RevokedRow[]>;
}

export function createReadStore(db: Database): ReadStore {
  const reader: Kysely<CertificateTables> = db.reader<CertificateTables>();
  return {
    find: findOver(reader),
    listStatuses: statusesOver(reader),
    listRevoked: (where, trx) => listRevoked(trx ?? db.scanner(), where),
  };
}

function findOver(reader: Kysely<CertificateTables>): ReadStore['find'] {
  const findIssued = compileOnce(reader, (from, where: IssuedWhere) => {
    const issued = from
      .selectFrom('certificate')
      .select(issuedColumns)
      .where('state', '=', 'issued');
    if ('id' in where) return issued.where('id', '=', where.id);
    const named = issued.where('serial', '=', where.serial);
    return 'authorityId' in where ? named.where('authority_id', '=', where.authorityId) : named;
  });
  const findRequested = compileOnce(reader, (from, where: RequestWhere) => {
    const all = from.selectFrom('certificate').selectAll();
    return 'orderId' in where
      ? all.where('order_id', '=', where.orderId)
      : all.where('request_id', '=', where.requestId);
  });
  function find(where: IssuedWhere): Promise<IssuedRow | undefined>;
  function find(where: RequestWhere): Promise<CertificateRow | undefined>;
  async function find(where: IssuedWhere | RequestWhere): Promise<IssuedRow | undefined> {
    const isRequest = 'orderId' in where || 'requestId' in where;
    return (await (isRequest ? findRequested(where) : findIssued(where))).rows[0];
  }
  return find;
}

type Asked = { readonly authorityId: number } & Readonly<Record<`serial${number}`, string>>;

function statusesOver(reader: Kysely<CertificateTables>): ReadStore['listStatuses'] {
  const query = compileOnce(reader, (from, { authorityId, ...serials }: Asked) =>
    from
      .selectFrom('certificate')
      .select(statusColumns)
      .where('serial', 'in', Object.values(serials))
      .where('authority_id', '=', authorityId)
      .where('state', '=', 'issued'),
  );
  return async (authorityId, serials) => {
    if (serials.length === 0) return [];
    const named = filled(serials).map((serial, i) => [`serial${i}`, serial] as const);
    return (await query({ authorityId, ...Object.fromEntries(named) })).rows;
  };
}

/** As many as a power of two, the last one several times: so few statements ask for any number of them. */
function filled(serials: readonly string[]): string[] {
  const length = 2 ** Math.ceil(Math.log2(serials.length));
  return Array.from({ length }, (_, i) => serials[Math.min(i, serials.length - 1)] ?? '');
}

function listRevoked(
  reader: Kysely<CertificateTables>,
  where: RevokedWhere,
): Promise<RevokedRow[]> {
  const revoked = reader
    .selectFrom('certificate')
    .select(revokedColumns)
    .where('revoked_ms', 'is not', null)
    .where('state', '=', 'issued');
  if ('id' in where) return revoked.where('id', '=', where.id).execute();
  return revoked
    .where('authority_id', '=', where.authorityId)
    .where('id', '>', where.afterId)
    .orderBy('id')
    .limit(where.limit)
    .execute();
}
