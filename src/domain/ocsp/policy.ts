import { CaError, type Problem } from '#base';
import { transactionOf, type AnyTransaction } from '#db';
import type { Context } from './context.ts';
import type { OcspStore } from './store.ts';
import type { OcspTrx } from './tables.ts';

/** How the status of one authority's certificates is told. */
export interface OcspPolicy {
  /** Alias of the key backend of the responder. Default: `default`. */
  readonly keyBackend: string;
  /** Life of a responder's certificate in days, at least 1. Default: 3. */
  readonly responderKeyValidityDays: number;
  /** From thisUpdate to nextUpdate of an answer, in seconds, at least 600. Default: 86400. */
  readonly responseValiditySeconds: number;
}

/** What holds where nothing was said. */
export const defaults: OcspPolicy = Object.freeze({
  keyBackend: 'default',
  responderKeyValidityDays: 3,
  responseValiditySeconds: 86_400,
});

const least = { responderKeyValidityDays: 1, responseValiditySeconds: 600 } as const;

/** The policy of an authority; the defaults where nothing was said. */
export async function findPolicy(
  store: OcspStore,
  authorityId: number,
  trx?: OcspTrx,
): Promise<OcspPolicy> {
  const row = await store.findPolicy(authorityId, trx);
  if (!row) return defaults;
  return Object.freeze({
    keyBackend: row.key_backend,
    responderKeyValidityDays: row.responder_key_validity_days,
    responseValiditySeconds: row.response_validity_seconds,
  });
}

/** How a policy is changed. */
export interface SetPolicy {
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
  /** The transaction of which the change is a part. Default: one of its own. */
  readonly within?: AnyTransaction;
}

/** Changes what is given, keeps the rest. Tells `ocsp_policy.changed`. @throws CaError `bad_request` as {@link checkPolicy}. */
export async function setPolicy(
  { db, events, store }: Pick<Context, 'db' | 'events' | 'store'>,
  authorityId: number,
  changes: Partial<OcspPolicy>,
  { actor = 'library', within }: SetPolicy = {},
): Promise<OcspPolicy> {
  checkPolicy(changes);
  const save = async (trx: OcspTrx): Promise<OcspPolicy> => {
    const next = { ...(await findPolicy(store, authorityId, trx)), ...changes };
    await store.savePolicy(trx, {
      authority_id: authorityId,
      key_backend: next.keyBackend,
      responder_key_validity_days: next.responderKeyValidityDays,
      response_validity_seconds: next.responseValiditySeconds,
    });
    const changed = Object.keys(changes);
    await events.record(trx, 'ocsp_policy.changed', { actor, authorityId, changed });
    return Object.freeze(next);
  };
  return within ? save(transactionOf(within)) : db.transaction(save);
}

/** @throws CaError `bad_request` with one problem for each value out of bounds. */
export function checkPolicy(changes: Partial<OcspPolicy>): void {
  const problems: Problem[] = [];
  for (const field of ['responderKeyValidityDays', 'responseValiditySeconds'] as const) {
    const value = changes[field];
    if (value === undefined || (Number.isSafeInteger(value) && value >= least[field])) continue;
    const detail = `Ensure this value is greater than or equal to ${least[field]}.`;
    problems.push({ path: [field], code: 'too_small', detail });
  }
  const [first] = problems;
  if (first) throw new CaError('bad_request', first.detail, { problems });
}
