import { sql } from 'kysely';
import type { App } from '#app';

/** What the tables say of a certificate. */
export interface CertificateRow {
  readonly id: number;
  readonly authority_id: number;
  readonly serial: string;
  readonly state: 'intent' | 'issued' | 'abandoned';
  readonly order_id: number | null;
  readonly revoked_ms: number | null;
}

/** Its unsigned form until it is issued, then its signed one. */
export interface BodyRow extends CertificateRow {
  readonly tbs: Uint8Array | null;
  readonly der: Uint8Array | null;
}

/** What the tables say of an order. */
export interface OrderRow {
  readonly id: number;
  readonly slug: string;
  readonly status: 'pending' | 'issued' | 'failed';
  readonly serial: string | null;
}

const columns = 'id, authority_id, serial, state, order_id, revoked_ms';

export function readCertificates(app: App): Promise<readonly CertificateRow[]> {
  return read(app, `select ${columns} from certificate order by id`);
}

/** Those with these ids. */
export async function readBodies(app: App, ids: readonly number[]): Promise<readonly BodyRow[]> {
  if (ids.length === 0) return [];
  return read(app, `select ${columns}, tbs, der from certificate where id in (${ids.join()})`);
}

export function readOrders(app: App): Promise<readonly OrderRow[]> {
  return read(app, 'select id, slug, status, serial from certificate_order');
}

/** How many acts the certificates and the orders show, and how many the trail tells of, all at one moment. */
export async function readActs(app: App): Promise<readonly Acts[]> {
  const queries = Object.entries(acts).map(
    ([type, shown]) => `select '${type}' as type, (${shown}) as shown,
      (select count(*) from event where type = '${type}') as told`,
  );
  return read(app, queries.join(' union all '));
}

/** One kind of act: both counts must be the same. */
export interface Acts {
  readonly type: string;
  readonly shown: number;
  readonly told: number;
}

const acts = {
  'certificate.issued': "select count(*) from certificate where state = 'issued'",
  'certificate.revoked': 'select count(*) from certificate where revoked_ms is not null',
  'certificate.abandoned': "select count(*) from certificate where state = 'abandoned'",
  'order.failed': "select count(*) from certificate_order where status = 'failed'",
} as const;

/** A revocation list that was published. */
export interface PublishedList {
  readonly authorityId: number;
  readonly list: string;
  readonly number: number;
}

/** In the order in which the trail tells of them. */
export async function readPublished(app: App): Promise<readonly PublishedList[]> {
  const rows = await read<{ readonly payload: string }>(
    app,
    "select payload from event where type = 'crl.published' order by id",
  );
  return rows.map(({ payload }) => JSON.parse(payload) as PublishedList);
}

async function read<Row>(app: App, text: string): Promise<readonly Row[]> {
  return (await sql.raw<Row>(text).execute(app.db.reader())).rows;
}
