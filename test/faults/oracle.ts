import type { App } from '#app';
import { minute } from '#base';
import { parseCertificate, verifySignature } from '#x509';
import { badStatus, leftOpen } from './end.ts';
import type { FaultHouse } from './house.ts';
import {
  readActs,
  readBodies,
  readCertificates,
  readOrders,
  readPublished,
  type CertificateRow,
} from './records.ts';
import type { Told } from './told.ts';
import { sha256, type Signed } from './witness.ts';

/** What a judge has seen in all. */
export interface Ledger {
  /** Certificates on record that were ordered. */
  readonly recorded: number;
  /** Issuances that were found cut short, and ended afterwards. */
  readonly recovered: number;
  /** Issuances that were found cut short, and closed without a certificate. */
  readonly abandoned: number;
  /** Certificates that keys were asked to sign, each counted once. */
  readonly signed: number;
  /** Revocation lists likewise. */
  readonly lists: number;
}

/**
 * Compares four records: the clients', the keys', the tables', the trail's. Remembers which certificates were found to be
 * in order, and does not verify them again.
 */
export class Judge {
  readonly #house: FaultHouse;
  readonly #told: Told;
  /** SHA-256 of the unsigned form of what was verified, by id. */
  readonly #sound = new Map<number, string>();
  readonly #cutShort = new Set<string>();
  #rows: readonly CertificateRow[] = [];
  #signed: readonly Signed[] = [];

  constructor(house: FaultHouse, told: Told) {
    this.#house = house;
    this.#told = told;
  }

  /** What is wrong, one sentence each; empty where all agree. Processes may be at work meanwhile. */
  judge(): Promise<readonly string[]> {
    return this.#house.look((app) => this.#judge(app));
  }

  /** Ends all that was begun, as a server does that starts eleven minutes later, and judges the whole. */
  close(): Promise<readonly string[]> {
    const settle = async (app: App): Promise<string[]> => {
      await app.events.idle();
      await app.jobs.idle();
      return [...(await this.#judge(app)), ...(await leftOpen(app, this.#rows))];
    };
    return this.#house.look(
      async (app) => [...(await settle(app)), ...(await badStatus(app, this.#house, this.#told))],
      { jobs: 'run', laterMs: 11 * minute },
    );
  }

  ledger(): Ledger {
    const ended = (state: CertificateRow['state']): number =>
      this.#rows.filter((row) => row.state === state && this.#cutShort.has(row.serial)).length;
    const signed = (kind: Signed['kind']): number =>
      new Set(this.#signed.filter((each) => each.kind === kind).map(({ digest }) => digest)).size;
    return {
      recorded: this.#rows.filter((row) => row.state === 'issued' && row.order_id !== null).length,
      recovered: ended('issued'),
      abandoned: ended('abandoned'),
      signed: signed('certificate'),
      lists: signed('list'),
    };
  }

  /** What was said and signed before the tables are read must stand in them; what comes meanwhile may. */
  async #judge(app: App): Promise<string[]> {
    const said = copyOf(this.#told);
    this.#signed = this.#house.signatures();
    this.#rows = await readCertificates(app);
    for (const { state, serial } of this.#rows) if (state === 'intent') this.#cutShort.add(serial);
    return [
      ...said.faults,
      ...(await lostPromises(app, said, this.#rows)),
      ...(await this.#badCertificates(app)),
      ...doubles(this.#rows),
      ...(await badTrail(app)),
      ...(await badNumbers(app, said, this.#signed)),
    ];
  }

  /** Each is signed by its authority; whatever a key signed was on record before, and still is (I1). */
  async #badCertificates(app: App): Promise<string[]> {
    const authorities = await app.authorities.list();
    const keyOf = new Map(authorities.map(({ id, certificate }) => [id, certificate.spki]));
    const [faults, intents]: [string[], Set<string>] = [[], new Set()];
    const open = this.#rows.filter(({ id }) => !this.#sound.has(id)).map(({ id }) => id);
    for (const { id, authority_id: authorityId, serial, tbs, der } of await readBodies(app, open)) {
      if (!der) {
        if (tbs) intents.add(sha256(tbs));
        continue;
      }
      const { algorithm, tbsDer, signature } = parseCertificate(der);
      const spki = keyOf.get(authorityId);
      if (!spki || !verifySignature(algorithm, spki, tbsDer, signature))
        faults.push(`${serial} does not verify`);
      this.#sound.set(id, sha256(tbsDer));
    }
    const known = new Set([...this.#sound.values(), ...intents]);
    const unknown = this.#signed.filter(
      ({ kind, digest }) => kind === 'certificate' && !known.has(digest),
    );
    return [
      ...faults,
      ...unknown.map(({ digest }) => `a certificate was signed that is not on record: ${digest}`),
    ];
  }
}

type Said = Pick<Told, 'orders' | 'issued' | 'acme' | 'revoked' | 'nonces' | 'numbers' | 'faults'>;

function copyOf({ orders, issued, acme, revoked, nonces, numbers, faults }: Told): Said {
  return {
    orders: [...orders],
    issued: new Map(issued),
    acme: new Set(acme),
    revoked: [...revoked],
    nonces: [...nonces],
    numbers: new Set(numbers),
    faults: [...faults],
  };
}

/** Whatever a client was told is on record. */
async function lostPromises(
  app: App,
  told: Said,
  rows: readonly CertificateRow[],
): Promise<string[]> {
  const orders = new Map((await readOrders(app)).map((row) => [row.slug, row]));
  const serials = (meets: (row: CertificateRow) => boolean): Set<string> =>
    new Set(rows.filter(meets).map(({ serial }) => serial));
  const issued = serials(({ state }) => state === 'issued');
  const revoked = serials((row) => row.revoked_ms !== null);
  return [
    ...told.orders.filter((slug) => !orders.has(slug)).map((slug) => `order ${slug} is lost`),
    ...[...told.issued]
      .filter(([slug, serial]) => orders.get(slug)?.serial !== serial || !issued.has(serial))
      .map(([slug, serial]) => `certificate ${serial} of order ${slug} is lost`),
    ...[...told.acme]
      .filter((serial) => !issued.has(serial))
      .map((serial) => `certificate ${serial} of an ACME client is lost`),
    ...told.revoked
      .filter((serial) => !revoked.has(serial))
      .map((serial) => `${serial} is good again`),
    ...twice(told.issued.values()).map((serial) => `${serial} was told twice`),
    ...twice(told.nonces).map((nonce) => `nonce ${nonce} was handed out twice`),
  ];
}

/** A serial is used once, and an order leads to one certificate. */
function doubles(rows: readonly CertificateRow[]): string[] {
  return [
    ...twice(rows.map(({ serial }) => serial)).map((serial) => `serial ${serial} was used twice`),
    ...twice(rows.flatMap(({ order_id: id }) => id ?? [])).map(
      (id) => `order ${id} was done twice`,
    ),
  ];
}

/** The trail is whole, and has one entry for each act. */
async function badTrail(app: App): Promise<string[]> {
  const { fault } = await app.events.verify();
  const acts = await readActs(app);
  return [
    ...(fault ? [`entry ${fault.id} of the trail is ${fault.fault}`] : []),
    ...acts
      .filter(({ shown, told }) => shown !== told)
      .map(({ type, shown, told }) => `${shown} times ${type}, ${told} entries`),
  ];
}

/** Numbers only rise, what was handed out is on record, and no number was signed for two lists (I5). */
async function badNumbers(app: App, told: Said, signed: readonly Signed[]): Promise<string[]> {
  const [last, published]: [Map<string, number>, Set<number>] = [new Map(), new Set()];
  const faults: string[] = [];
  for (const { authorityId, list, number } of await readPublished(app)) {
    const key = `${authorityId} ${list}`;
    const before = last.get(key) ?? 0;
    if (number <= before) faults.push(`list ${key}: ${number} after ${before}`);
    last.set(key, number);
    published.add(number);
  }
  const lists = signed.filter(({ kind }) => kind === 'list');
  const numbers = new Map(lists.map(({ digest, number }) => [digest, number]));
  return [
    ...faults,
    ...[...told.numbers]
      .filter((number) => !published.has(number))
      .map((number) => `list number ${number} is not on record`),
    ...twice(numbers.values()).map((number) => `number ${number} was signed for two lists`),
  ];
}

function twice<T>(values: Iterable<T>): T[] {
  const seen = new Set<T>();
  return [...values].filter((value) => seen.has(value) || !seen.add(value));
}
