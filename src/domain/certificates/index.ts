/**
 * Certificates for users: ordered, issued, taken in, found, handed out, revoked. `issue` is the one road on which a certificate comes to be;
 * an order is the same road, later. Knows who may decide what; knows no HTTP and no private key.
 *
 * Tables: `certificate`, `certificate_name`, `certificate_order`. Events: `certificate.issued`,
 * `certificate.imported`, `certificate.revoked`,
 * `certificate.released`, `certificate.abandoned`, `order.failed`. Gates: `certificate.issue`, `certificate.revoke`,
 * `certificate.release`. RFC 5280 §4.1, §5.3.1, RFC 2986.
 */
import { minute } from '#base';
import type { Authority } from '#authorities';
import type { AnyTransaction } from '#db';
import { backfillNames } from './backfill-names.ts';
import type { CertificateOrder, IssuedCertificate, IssueRequest } from './certificate.ts';
import type { CertificatesOptions, Context } from './context.ts';
import {
  findCertificate,
  getCertificate,
  listCertificates,
  listPages,
  resolveCertificate,
  type CertificateRef,
  type ListQuery,
  type PagesQuery,
} from './find.ts';
import { exportCertificate, type ExportOptions } from './export.ts';
import { importCertificate } from './import.ts';
import { issueCertificate } from './issue.ts';
import { issueOnce } from './issue-once.ts';
import { issueWithKey, type IssuedWithKey, type IssueWithKey } from './issue-with-key.ts';
import {
  getOrder,
  orderAgain,
  orderCertificate,
  waitForOrder,
  type Orderer,
  type OrderOptions,
} from './order.ts';
import { defineOrderJob } from './order-job.ts';
import { AwaitedOrders } from './awaited-orders.ts';
import { beginAll } from './begin.ts';
import { completeAll } from './complete.ts';
import { EarlyWork } from './early-work.ts';
import { together } from './together.ts';
import { resignCertificate, type ResignOptions } from './resign.ts';
import { listRevoked, type RevokedCertificate, type RevokedQuery } from './revoked.ts';
import {
  releaseCertificate,
  revokeCertificate,
  type ReleaseOptions,
  type RevokeOptions,
} from './revoke.ts';
import { searchCertificates, type CertificatePage, type CertificateQuery } from './search.ts';
import { listStatuses, type CertificateStatus } from './status.ts';
import { createStore } from './store.ts';

export type { CertificateOrder, IssuedCertificate, IssueRequest } from './certificate.ts';
export type { CertificatesOptions } from './context.ts';
export type { ExportOptions } from './export.ts';
export type { CertificateRef, ListFilter, ListQuery, PagesQuery } from './find.ts';
export type { IssuedWithKey, IssueWithKey } from './issue-with-key.ts';
export { migrations } from './migrations.ts';
export type { Orderer, OrderOptions } from './order.ts';
export type { ResignOptions } from './resign.ts';
export type { CertificatePage, CertificateQuery } from './search.ts';
export type { RevokedCertificate, RevokedQuery } from './revoked.ts';
export type { ReleaseOptions, RevokeOptions } from './revoke.ts';
export type { CertificateStatus } from './status.ts';

/** The verbs of this room. */
export interface Certificates {
  /** Issues one certificate and records it; see {@link issueCertificate}, for named requests {@link issueOnce}. */
  issue(authority: Authority, request: IssueRequest): Promise<IssuedCertificate>;
  /** Makes the key as well, and hands it out once; see {@link issueWithKey}. */
  issueWithKey(authority: Authority, request: IssueWithKey): Promise<IssuedWithKey>;
  /** A new certificate like an old one; see {@link resignCertificate}. */
  resign(old: IssuedCertificate, options?: ResignOptions): Promise<IssuedCertificate>;
  /** Takes one on record that the authority signed elsewhere; see {@link importCertificate}. */
  import(
    authority: Authority,
    certificate: string | Uint8Array,
    options?: { readonly actor?: string },
  ): Promise<IssuedCertificate>;
  /** It and its chain as a file; see {@link exportCertificate}. */
  export(certificate: IssuedCertificate, options: ExportOptions): Promise<Uint8Array>;
  /** Records an order; a job issues. The answer is pending, always. See {@link OrderOptions}. */
  order(
    authority: Authority,
    request: IssueRequest,
    orderer: Orderer & OrderOptions,
  ): Promise<CertificateOrder>;
  /** An order for a new certificate like an old one. */
  orderAgain(
    authority: Authority,
    old: IssuedCertificate,
    options: Pick<IssueRequest, 'notAfter' | 'unlock'> & { readonly user: Orderer },
  ): Promise<CertificateOrder>;
  /** An order as it stands; `not_found` for anybody but the one who made it. */
  getOrder(ref: {
    readonly authority: Authority;
    readonly slug: string;
    readonly userId: number;
  }): Promise<CertificateOrder>;
  /** Resolves once the order is no longer pending, or as it stands after `milliseconds`. */
  waitForOrder(order: CertificateOrder, milliseconds: number): Promise<CertificateOrder>;
  find(ref: CertificateRef): Promise<IssuedCertificate | undefined>;
  /** As `find`; throws `not_found`. */
  get(ref: CertificateRef): Promise<IssuedCertificate>;
  /** What is to be told of many serials at once; see {@link listStatuses}. */
  statuses(
    authority: { readonly id: number },
    serials: readonly string[],
  ): Promise<readonly CertificateStatus[]>;
  /** A page in the order in which they were recorded; see {@link listCertificates}. */
  list(query?: ListQuery): Promise<readonly IssuedCertificate[]>;
  /** As `list`, all of them, a page at a time; see {@link listPages}. */
  pages(query?: PagesQuery): AsyncIterable<readonly IssuedCertificate[]>;
  /** Those that meet all conditions, a page at a time; see {@link searchCertificates}. */
  search(query: CertificateQuery): Promise<CertificatePage>;
  /** The one that a person means by a serial, the beginning of one, or a CN. */
  resolve(text: string): Promise<IssuedCertificate>;
  /** Revokes; tells `certificate.revoked`. Throws `already_revoked`. */
  revoke(certificate: IssuedCertificate, options?: RevokeOptions): Promise<IssuedCertificate>;
  /** Takes it off hold; tells `certificate.released`. Throws `bad_request` when it is not on hold. */
  release(certificate: IssuedCertificate, options?: ReleaseOptions): Promise<IssuedCertificate>;
  /** What status lists are made of: revoked ones as they stand, a page at a time; see {@link listRevoked}. */
  revoked(query: RevokedQuery, trx?: AnyTransaction): Promise<readonly RevokedCertificate[]>;
  /**
   * Closes issuances that a crash cut short more than ten minutes ago and that nobody will take up again; notes the
   * names of certificates that came on record before names were noted.
   */
  recover(): Promise<void>;
}

/** Makes the room and tells the queue how orders are worked on. */
export function createCertificates(options: CertificatesOptions): Certificates {
  const store = createStore(options.db);
  const context: Context = {
    ...options,
    store,
    awaited: new AwaitedOrders(options.db, store),
    begin: together((all) => beginAll(context, all)),
    complete: together((all) => completeAll(context, all)),
    unlocks: new Map(),
    early: new EarlyWork(),
    working: new Map(),
  };
  defineOrderJob(context);
  return Object.freeze({
    issue: (authority, request) =>
      request.requestId === undefined
        ? issueCertificate(context, authority, request)
        : issueOnce(context, authority, request, request.requestId),
    issueWithKey: (authority, request) => issueWithKey(context, authority, request),
    resign: (old, options) => resignCertificate(context, old, options),
    import: (authority, certificate, options) =>
      importCertificate(context, authority, certificate, options),
    export: (certificate, options) => exportCertificate(context, certificate, options),
    order: (authority, request, orderer) => orderCertificate(context, authority, request, orderer),
    orderAgain: (authority, old, again) => orderAgain(context, authority, old, again),
    getOrder: (ref) => getOrder(context, ref),
    waitForOrder: (order, milliseconds) => waitForOrder(context, order, milliseconds),
    find: (ref) => findCertificate(context, ref),
    get: (ref) => getCertificate(context, ref),
    statuses: (authority, serials) => listStatuses(context, authority, serials),
    list: (query = {}) => listCertificates(context, query),
    pages: (query = {}) => listPages(context, query),
    search: (query) => searchCertificates(context, query),
    resolve: (text) => resolveCertificate(context, text),
    revoke: (certificate, revocation = {}) => revokeCertificate(context, certificate, revocation),
    release: (certificate, options = {}) => releaseCertificate(context, certificate, options),
    revoked: (query, trx) => listRevoked(context, query, trx),
    recover: async () => {
      await abandonOldIntents(context);
      await backfillNames(context);
    },
  } satisfies Certificates);
}

async function abandonOldIntents({ db, store, clock, events }: Context): Promise<void> {
  await db.transaction(async (trx) => {
    const now = clock.now();
    for (const { id, serial } of await store.abandon(trx, now - 10 * minute, now)) {
      await events.record(trx, 'certificate.abandoned', {
        actor: 'recovery',
        certificateId: id,
        serial,
      });
    }
  });
}
