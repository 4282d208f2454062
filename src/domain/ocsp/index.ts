/**
 * How the status of an authority's certificates is told (OCSP): responders with keys and certificates of their own, made
 * and replaced in time, and the answers they sign. Says good only of what is on record as issued by that very authority,
 * revoked with time and reason, unknown of everything else, and nothing of what other authorities issued. Knows no HTTP,
 * and no key of an authority.
 *
 * An answer without nonce is signed once, stored, and given to all who ask until it is half-way to its end or the
 * certificate is revoked or released, which every process sees at once. Signatures on requests are not looked at: all
 * may ask. `docs/decisions/0011-ocsp-answers.md` says how I1 is kept.
 *
 * Tables: `ocsp_policy`, `ocsp_responder`, `ocsp_answer`. Events: `responder.created`, `responder.ended`, `ocsp.stale`.
 * RFC 6960, RFC 9919 (what may be kept, and how long), RFC 9654 (nonces), RFC 5280 §4.2.1.12 (delegation).
 */
import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import { answerRequest, isCurrent, type Keep, type OcspAnswer } from './answer.ts';
import type { Context, OcspOptions } from './context.ts';
import { endSpentResponders } from './end-responder.ts';
import { findFreshness, type OcspFreshness } from './freshness.ts';
import { createIssuers } from './issuer.ts';
import { changes, createMemory } from './memory.ts';
import { checkPolicy, findPolicy, setPolicy, type OcspPolicy, type SetPolicy } from './policy.ts';
import { currentAnswers, type PublishedAnswer } from './publish.ts';
import { renewResponder, type RenewOptions } from './renew-responder.ts';
import { createSigning } from './sign.ts';
import { createStore } from './store.ts';
import { defineJobs, startTimetable } from './timetable.ts';
import { createTruths } from './truth.ts';
import { createVisibility, type RevocationVisibility } from './visibility.ts';

export { maxRequestBytes } from './answer.ts';
export type { Keep, OcspAnswer } from './answer.ts';
export type { OcspOptions } from './context.ts';
export type { OcspFreshness, StaleAuthority } from './freshness.ts';
export { migrations } from './migrations.ts';
export type { OcspPolicy } from './policy.ts';
export type { PublishedAnswer } from './publish.ts';
export type { RenewOptions } from './renew-responder.ts';
export type { Statement, StoredAnswer } from './stored-answer.ts';
export type { RevocationVisibility } from './visibility.ts';

/** The verbs of this room. */
export interface Ocsp {
  policy(authorityId: number): Promise<OcspPolicy>;
  /**
   * Changes what is given, keeps the rest. Tells `ocsp_policy.changed`. Throws `bad_request` with one problem for each
   * value out of bounds.
   */
  setPolicy(
    authorityId: number,
    changes: Partial<OcspPolicy>,
    options?: SetPolicy,
  ): Promise<OcspPolicy>;
  /** Throws as `setPolicy` would, and changes nothing. */
  checkPolicy(changes: Partial<OcspPolicy>): void;
  /** Answers one OCSPRequest (DER) for the authority with this serial; never throws. See {@link answerRequest}. */
  answer(authoritySerial: string, requestDer: Uint8Array): Promise<OcspAnswer>;
  /**
   * Whether an answer may be given once more as it is: for certain nothing has been committed since that could have made
   * it wrong, by any process, and it is not to be renewed yet. False also where only a look into the tables could tell.
   */
  isCurrent(keep: Keep): boolean;
  /** Makes a new responder where one is needed; undefined when nothing had to be done. See {@link renewResponder}. */
  renewResponder(
    authority: Authority,
    options?: RenewOptions,
  ): Promise<IssuedCertificate | undefined>;
  /** The answers about all that an authority has issued and has not ended, or some of it, signed now where need be. */
  currentAnswers(authority: Authority, serials?: readonly string[]): AsyncIterable<PublishedAnswer>;
  /** Whether status can be told, now and for a while. */
  freshness(): Promise<OcspFreshness>;
  /** How long revocations took to get into answers, since this process began. */
  visibility(): RevocationVisibility;
  /** Destroys the keys of responders that have ended, or that a crash left half made more than ten minutes ago. */
  recover(): Promise<void>;
  /** Begins the timetable: responders and answers are renewed before they end. Call it where jobs are worked on. */
  start(): Promise<void>;
}

/** Makes the room, tells the queue how its jobs are done and begins to listen: before `events.start`. */
export function createOcsp(options: OcspOptions): Ocsp {
  const { db, events, authorities } = options;
  const store = createStore(db);
  const context: Context = {
    ...options,
    store,
    issuers: createIssuers(authorities),
    memory: createMemory({ readLastChange: events.lastOf(changes), stamp: () => db.stamp() }),
    findTruths: createTruths(options),
    signing: createSigning(options),
    visibility: createVisibility(),
    parsed: new Map(),
    responders: new Map(),
    underWay: new Map(),
    load: { signing: 0 },
    toldStale: new Set(),
  };
  defineJobs(context);
  return Object.freeze({
    policy: (authorityId) => findPolicy(store, authorityId),
    setPolicy: (authorityId, ...act) => setPolicy(context, authorityId, ...act),
    checkPolicy,
    answer: (authoritySerial, requestDer) => answerRequest(context, authoritySerial, requestDer),
    isCurrent: (keep) => isCurrent(context, keep),
    renewResponder: (authority, renewal) => renewResponder(context, authority, renewal),
    currentAnswers: (authority, serials) => currentAnswers(context, authority, serials),
    freshness: () => findFreshness(context),
    visibility: () => context.visibility.read(),
    recover: () => endSpentResponders(context),
    start: () => startTimetable(context),
  } satisfies Ocsp);
}
