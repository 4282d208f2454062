/**
 * Certificates for users: ordered, issued, found, revoked. `issue` is the one road on which a certificate comes to be;
 * an order is the same road, later. Knows who may decide what; knows no HTTP and no private key.
 *
 * Tables: `certificate`, `certificate_order`. Events: `certificate.issued`, `certificate.revoked`,
 * `certificate.abandoned`, `order.failed`. Gates: `certificate.issue`, `certificate.revoke`. RFC 5280 §4.1, RFC 2986.
 */
import { minute } from '#base';
import type { Authority } from '#authorities';
import type { CertificateOrder, IssuedCertificate, IssueRequest } from './certificate.ts';
import type { CertificatesOptions, Context } from './context.ts';
import {
  findCertificate,
  getCertificate,
  listCertificates,
  resolveCertificate,
  type CertificateRef,
  type ListFilter,
} from './find.ts';
import { issueCertificate } from './issue.ts';
import {
  defineOrderJob,
  getOrder,
  orderAgain,
  orderCertificate,
  waitForOrder,
  type Orderer,
} from './order.ts';
import { revokeCertificate, type RevokeOptions } from './revoke.ts';
import { createStore } from './store.ts';

export type { CertificateOrder, IssuedCertificate, IssueRequest } from './certificate.ts';
export type { CertificatesOptions } from './context.ts';
export type { CertificateRef, ListFilter } from './find.ts';
export { migrations } from './migrations.ts';
export type { Orderer } from './order.ts';
export type { RevokeOptions } from './revoke.ts';

/** The verbs of this room. */
export interface Certificates {
  /** Issues one certificate and records it; see {@link issueCertificate}. */
  issue(authority: Authority, request: IssueRequest): Promise<IssuedCertificate>;
  /** Records an order; a job issues. The answer is pending, always. */
  order(authority: Authority, request: IssueRequest, orderer: Orderer): Promise<CertificateOrder>;
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
  list(filter?: ListFilter): Promise<readonly IssuedCertificate[]>;
  /** The one that a person means by a serial, the beginning of one, or a CN. */
  resolve(text: string): Promise<IssuedCertificate>;
  /** Revokes; tells `certificate.revoked`. Throws `already_revoked`. */
  revoke(certificate: IssuedCertificate, options?: RevokeOptions): Promise<IssuedCertificate>;
  /** Closes issuances that a crash cut short more than ten minutes ago and that no order will take up again. */
  recover(): Promise<void>;
}

/** Makes the room and tells the queue how orders are worked on. */
export function createCertificates(options: CertificatesOptions): Certificates {
  const context: Context = {
    ...options,
    store: createStore(options.db),
    unlocks: new Map(),
    waiting: new Map(),
  };
  defineOrderJob(context);
  return Object.freeze({
    issue: (authority, request) => issueCertificate(context, authority, request),
    order: (authority, request, orderer) => orderCertificate(context, authority, request, orderer),
    orderAgain: (authority, old, again) => orderAgain(context, authority, old, again),
    getOrder: (ref) => getOrder(context, ref),
    waitForOrder: (order, milliseconds) => waitForOrder(context, order, milliseconds),
    find: (ref) => findCertificate(context, ref),
    get: (ref) => getCertificate(context, ref),
    list: (filter = {}) => listCertificates(context, filter),
    resolve: (text) => resolveCertificate(context, text),
    revoke: (certificate, revocation = {}) => revokeCertificate(context, certificate, revocation),
    recover: () => abandonOldIntents(context),
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
