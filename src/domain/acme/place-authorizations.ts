import { CaError, present, randomOctets, randomText, toBase64Url } from '#base';
import type { Authority } from '#authorities';
import type { Context } from './context.ts';
import { suitable, withNamesAbove, type Need } from './identifiers.ts';
import type { AccountLaw } from './law.ts';
import { requireRoom } from './limits.ts';
import type { AcmePolicy } from './policy.ts';
import type { AcmeAccount, ChallengeType } from './record.ts';
import { issuerNamesOf } from './rows.ts';
import type { AuthorizationRow, NewChallengeRow, Trx } from './tables.ts';

/** For whom an authorization is placed, and how long it may wait. */
export interface Placement {
  readonly authority: Authority;
  readonly account: AcmeAccount;
  readonly law: AccountLaw;
  readonly expires: number;
}

const tokenOctets = 32;

/**
 * An authorization for each need, in their order: a valid one that lasts until `expires`, else a new one that waits for a
 * proof. Needs that are the same share one.
 *
 * @throws CaError `rejected_identifier` when no proof could be offered, `rate_limited` when too many wait.
 */
export async function authorizeNeeds(
  context: Context,
  trx: Trx,
  placement: Placement,
  needs: readonly Need[],
): Promise<AuthorizationRow[]> {
  const placed = new Map<string, AuthorizationRow>();
  const rows: AuthorizationRow[] = [];
  for (const need of needs) {
    const key = JSON.stringify(need);
    const row =
      placed.get(key) ??
      (await findValid(context, trx, placement, need)) ??
      (await placeAuthorization(context, trx, placement, need));
    placed.set(key, row);
    rows.push(row);
  }
  await requireFewPending(context, trx, placement);
  return rows;
}

/** A new authorization with its challenges, pending. @throws CaError `rejected_identifier` */
export async function placeAuthorization(
  context: Context,
  trx: Trx,
  { authority, account, law, expires }: Placement,
  need: Need,
): Promise<AuthorizationRow> {
  const { clock, store } = context;
  const types = offered(context, authority, law.policy, need);
  const nowMs = clock.now();
  const id = await store.authorizations.insert(trx, {
    slug: randomText(12),
    authority_id: authority.id,
    account_id: account.id,
    type: need.type,
    value: need.value,
    wildcard: Number(need.wildcard),
    subdomains: Number(need.subdomains),
    status: 'pending',
    expires_ms: expires,
    caa_ms: null,
    created_ms: nowMs,
    updated_ms: nowMs,
  });
  const challenges = types.map((type) => challengeRow(type, id, account, nowMs));
  await store.authorizations.insertChallenges(trx, challenges);
  return present(await store.authorizations.find({ id }, trx), 'new authorization');
}

/** Throws `rate_limited` when too many challenges of an account have failed. */
export async function requireFewFailures(
  { clock, store }: Context,
  trx: Trx,
  { id }: AcmeAccount,
  { limits }: AcmePolicy,
): Promise<void> {
  const nth = (n: number): Promise<number | undefined> =>
    store.authorizations.nthFailedMs(trx, id, n);
  const what = 'failed challenges';
  await requireRoom(limits.failuresPerHour, nth, { what, nowMs: clock.now() });
}

/** Throws `rate_limited` when too many authorizations of an account wait for a proof. */
export async function requireFewPending(
  { clock, store }: Context,
  trx: Trx,
  { account, law }: Placement,
): Promise<void> {
  const { limits, orderLifeMs } = law.policy;
  if (limits.pendingAuthorizations === null) return;
  const pending = await store.authorizations.countPending(trx, account.id, clock.now());
  if (pending <= limits.pendingAuthorizations) return;
  throw new CaError(
    'rate_limited',
    `At most ${limits.pendingAuthorizations} authorizations may wait for a proof.`,
    { retryAfterMs: orderLifeMs },
  );
}

/** For the name itself, or one of a name above that is for all below it (RFC 9444 §4). */
async function findValid(
  { store }: Context,
  trx: Trx,
  { account, law, expires }: Placement,
  need: Need,
): Promise<AuthorizationRow | undefined> {
  const own = {
    accountId: account.id,
    type: need.type,
    value: need.value,
    wildcard: Number(need.wildcard),
    subdomains: Number(need.subdomains),
    untilMs: expires,
  };
  const found = await store.authorizations.findValid(trx, own);
  if (found || need.type === 'ip' || !law.policy.subdomains) return found;
  for (const value of withNamesAbove(need.value)) {
    const above = { ...own, value, wildcard: 0, subdomains: 1 };
    const row = await store.authorizations.findValid(trx, above);
    if (row) return row;
  }
  return undefined;
}

function offered(
  { validators }: Context,
  authority: Authority,
  policy: AcmePolicy,
  need: Need,
): ChallengeType[] {
  const isNamed = issuerNamesOf(authority, policy).length > 0;
  const types = suitable(policy.challengeTypes, need).filter(
    (type) => validators.has(type) && (type !== 'dns-persist-01' || isNamed),
  );
  if (types.length > 0) return types;
  throw new CaError('rejected_identifier', `No proof is taken here for ${need.value}.`);
}

function challengeRow(
  type: ChallengeType,
  authorizationId: number,
  account: AcmeAccount,
  nowMs: number,
): NewChallengeRow {
  return {
    slug: randomText(12),
    authorization_id: authorizationId,
    account_id: account.id,
    type,
    token: type === 'dns-persist-01' ? null : toBase64Url(randomOctets(tokenOctets)),
    status: 'pending',
    tries: 0,
    next_ms: null,
    validated_ms: null,
    error: null,
    updated_ms: nowMs,
  };
}
