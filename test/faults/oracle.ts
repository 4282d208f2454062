import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { App } from '#app';
import { parseCertificate, verifySignature } from '#x509';
import type { Told } from './clients.ts';
import type { FaultHouse } from './house.ts';

interface CertificateRow {
  readonly authority_id: number;
  readonly serial: string;
  readonly state: string;
  readonly order_id: number | null;
  readonly revoked_ms: number | null;
  readonly tbs: Uint8Array | null;
  readonly der: Uint8Array | null;
}

/** What is wrong, one sentence each; empty where four records agree: the clients', the keys', the tables', the trail's. */
export async function judge(house: FaultHouse, told: Told): Promise<readonly string[]> {
  return house.look(async (app) => [
    ...(await lostPromises(app, told)),
    ...(await unknownSignatures(app, house)),
    ...(await badCertificates(app)),
    ...(await badTrail(app)),
    ...(await badNumbers(app, told)),
  ]);
}

/** Whatever a client was told is on record. */
async function lostPromises(app: App, told: Told): Promise<string[]> {
  const orders = new Map(
    (
      await read<{ slug: string; serial: string | null }>(
        app,
        'select slug, serial from certificate_order',
      )
    ).map(({ slug, serial }) => [slug, serial]),
  );
  const revoked = new Set(
    (await certificates(app)).filter((row) => row.revoked_ms !== null).map((row) => row.serial),
  );
  return [
    ...told.orders.filter((slug) => !orders.has(slug)).map((slug) => `order ${slug} is lost`),
    ...[...told.issued]
      .filter(([slug, serial]) => orders.get(slug) !== serial)
      .map(([slug, serial]) => `order ${slug} was told ${serial}`),
    ...told.revoked
      .filter((serial) => !revoked.has(serial))
      .map((serial) => `${serial} is good again`),
    ...twice(told.issued.values()).map((serial) => `${serial} was told twice`),
    ...twice(told.nonces).map((nonce) => `nonce ${nonce} was handed out twice`),
  ];
}

/** Whatever a key signed was on record before, and still is (I1). */
async function unknownSignatures(app: App, house: FaultHouse): Promise<string[]> {
  const known = new Set(
    (await certificates(app)).flatMap(({ tbs, der }) => {
      const bodies = [tbs, der && parseCertificate(der).tbsDer];
      return bodies.flatMap((body) => (body ? [sha256(body)] : []));
    }),
  );
  return house
    .signatures()
    .filter((digest) => !known.has(digest))
    .map((digest) => `a certificate body was signed that is not on record: ${digest}`);
}

/** Every certificate is signed by its authority, has a serial of its own, and is the only one of its order. */
async function badCertificates(app: App): Promise<string[]> {
  const authorities = await app.authorities.list();
  const keyOf = new Map(authorities.map(({ id, certificate }) => [id, certificate.spki]));
  const rows = await certificates(app);
  const forged = rows.filter(({ der, authority_id: id }) => {
    const spki = keyOf.get(id);
    if (!der || !spki) return der !== null;
    const { algorithm, tbsDer, signature } = parseCertificate(der);
    return !verifySignature(algorithm, spki, tbsDer, signature);
  });
  return [
    ...forged.map(({ serial }) => `${serial} does not verify`),
    ...twice(rows.map(({ serial }) => serial)).map((serial) => `serial ${serial} was used twice`),
    ...twice(rows.flatMap(({ order_id: id }) => id ?? [])).map(
      (id) => `order ${id} was done twice`,
    ),
  ];
}

/** The trail is whole, and has one entry for each act. */
async function badTrail(app: App): Promise<string[]> {
  const { fault } = await app.events.verify();
  const events = await read<{ type: string; acts: number }>(
    app,
    'select type, count(*) as acts from event group by type',
  );
  const acts = (type: string): number => events.find((each) => each.type === type)?.acts ?? 0;
  const rows = await certificates(app);
  const issued = rows.filter(({ der }) => der !== null).length;
  const revoked = rows.filter((row) => row.revoked_ms !== null).length;
  return [
    ...(fault ? [`entry ${fault.id} of the trail is ${fault.fault}`] : []),
    ...(acts('certificate.issued') === issued
      ? []
      : [`${issued} certificates, not one entry each`]),
    ...(acts('certificate.revoked') === revoked ? [] : [`${revoked} revoked, not one entry each`]),
  ];
}

/** Numbers of revocation lists only rise, and what was handed out is on record. */
async function badNumbers(app: App, told: Told): Promise<string[]> {
  const rows = await read<{ payload: string }>(
    app,
    "select payload from event where type = 'crl.published' order by id",
  );
  const last = new Map<string, number>();
  const faults: string[] = [];
  const published = new Set<number>();
  for (const { payload } of rows) {
    const { authorityId, list, number } = JSON.parse(payload) as PublishedList;
    const key = `${authorityId} ${list}`;
    if (number <= (last.get(key) ?? 0))
      faults.push(`list ${key}: ${number} after ${last.get(key)}`);
    last.set(key, number);
    published.add(number);
  }
  const unknown = told.numbers.filter((number) => !published.has(number));
  return [...faults, ...unknown.map((number) => `list number ${number} is not on record`)];
}

interface PublishedList {
  readonly authorityId: number;
  readonly list: string;
  readonly number: number;
}

function certificates(app: App): Promise<readonly CertificateRow[]> {
  return read(
    app,
    'select authority_id, serial, state, order_id, revoked_ms, tbs, der from certificate',
  );
}

async function read<Row>(app: App, text: string): Promise<readonly Row[]> {
  return (await sql.raw<Row>(text).execute(app.db.reader())).rows;
}

function twice<T>(values: Iterable<T>): T[] {
  const seen = new Set<T>();
  return [...values].filter((value) => seen.has(value) || !seen.add(value));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
