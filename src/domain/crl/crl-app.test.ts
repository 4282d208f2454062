/* A CA whose lists are made when a test says so; holds no test itself. */
import { concat } from '#base';
import type { IssuedCertificate, IssueRequest } from '#certificates';
import type { Authority } from '#authorities';
import { name, parseCrl, type Crl, type CrlEntry, type Extension } from '#x509';
import { testApp, type TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import type { AppOptions } from '#app';
import type { CrlName, PublishedCrl } from './crl.ts';
import { createStocks } from './stocks.ts';
import { createStore } from './store.ts';
import { createTurns } from './turns.ts';
import type { Context } from './context.ts';

export interface CrlApp extends TestApp {
  /** By the authority below the root, unless another is named. */
  issue(cn: string, more?: Partial<IssueRequest>, by?: Authority): Promise<IssuedCertificate>;
  /** Lets everybody hear what there is to hear, and does the jobs that are due. */
  settle(): Promise<void>;
  /** The last list of a name, decoded. */
  read(authority: Authority, name?: CrlName): Promise<Crl>;
  bytes(list: PublishedCrl): Promise<Uint8Array>;
  /** The serials on it, sorted. */
  serials(authority: Authority, name?: CrlName): Promise<string[]>;
}

const user: CrlName = { contains: 'user' };

/** A root and an authority below it, their first lists made, and a key of everybody's. */
export async function crlApp(options: Partial<AppOptions> = {}): Promise<CrlApp> {
  const ca = await testApp({ jobs: 'hold', ...options });
  const csr = (await makeCsr()).pem;
  const bytes = async (list: PublishedCrl): Promise<Uint8Array> =>
    concat(...(await Array.fromAsync(ca.crl.read(list))));
  const read: CrlApp['read'] = async (authority, which = user) => {
    const list = await ca.crl.find(authority, which);
    if (!list) throw new Error(`no list ${JSON.stringify(which)}`);
    return parseCrl(await bytes(list));
  };
  const app: CrlApp = {
    ...ca,
    issue: (cn, more = {}, by = ca.issuing) =>
      ca.certificates.issue(by, { csr, subject: name(`CN=${cn}`), ...more }),
    settle: async () => {
      await ca.events.idle();
      await ca.jobs.idle();
    },
    read,
    bytes,
    serials: async (authority, which) =>
      [...(await read(authority, which)).entries()].map(({ serial }) => serial).sort(),
  };
  await app.settle();
  return app;
}

/** The room from the inside. */
export function contextOf(ca: CrlApp): Context {
  return {
    ...ca,
    store: createStore(ca.db),
    turns: createTurns(),
    stocks: createStocks(),
  };
}

/** An extension of a list by its type. */
export function extension(list: Crl, type: Extension['type']): Extension | undefined {
  return list.extensions.find((each) => each.type === type);
}

/** What an entry says beyond serial and time. */
export function entryValues(entry: CrlEntry | undefined): unknown {
  return Object.fromEntries((entry?.extensions ?? []).map(({ type, value }) => [type, value]));
}
