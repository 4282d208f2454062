import { second } from '#base';
import type { Context } from './context.ts';
import { asksCaa } from './check-caa.ts';
import { recordAct } from './accounts.ts';
import { endOrdersUsing, readyOrdersUsing } from './end-orders.ts';
import type { AcmeProblem } from './record.ts';
import type { Trx } from './tables.ts';
import { bookTry, type Attempt } from './book-try.ts';

/** The proof is there: challenge and authorization valid, and ready what waited for nothing else. */
export async function pass(context: Context, attempt: Attempt): Promise<void> {
  const { authorization, challenge, authority, policy } = attempt;
  const { clock, db, store } = context;
  await db.transaction(async (trx: Trx) => {
    const nowMs = clock.now();
    const lastsMs = nowMs + policy.authorizationLifeMs;
    const changes = {
      expires_ms: Math.max(authorization.expires_ms, lastsMs),
      caa_ms: authorization.type === 'dns' && asksCaa({ authority, policy }) ? nowMs : null,
      updated_ms: nowMs,
    };
    if (!(await stillWaits(context, trx, attempt))) return;
    const done = { validated_ms: nowMs, next_ms: null, error: null, updated_ms: nowMs };
    await store.authorizations.moveChallenge(trx, challenge, 'valid', done);
    await store.authorizations.move(trx, authorization, 'valid', changes);
    const ready = await readyOrdersUsing(context, trx, authorization);
    await tell(context, trx, { type: 'acme_challenge.passed', attempt }, { ready });
  });
}

/** It is not there and nobody looks again: challenge, authorization and all orders that need it are invalid. */
export async function fail(
  context: Context,
  attempt: Attempt,
  problem: AcmeProblem,
): Promise<void> {
  const { authorization, challenge } = attempt;
  const { clock, db, store } = context;
  await db.transaction(async (trx: Trx) => {
    const nowMs = clock.now();
    const failed = { next_ms: null, error: JSON.stringify(problem), updated_ms: nowMs };
    if (!(await store.authorizations.moveChallenge(trx, challenge, 'invalid', failed))) return;
    const ended = { updated_ms: nowMs };
    const isFirst = await store.authorizations.move(trx, authorization, 'invalid', ended);
    const orders = isFirst ? await endOrdersUsing(context, trx, authorization, problem) : [];
    await tell(context, trx, { type: 'acme_challenge.failed', attempt }, { problem, orders });
  });
}

/** It is not there yet: the client sees why, and when the next look is. */
export async function retry(
  context: Context,
  attempt: Attempt,
  problem: AcmeProblem,
): Promise<void> {
  const { challenge } = attempt;
  const { clock, db, store } = context;
  await db.transaction(async (trx: Trx) => {
    const nowMs = clock.now();
    const next = nowMs + 2 ** (challenge.tries + 1) * second;
    const noted = { next_ms: next, error: JSON.stringify(problem), updated_ms: nowMs };
    if (!(await store.authorizations.noteTry(trx, challenge, noted))) return;
    await bookTry(context, trx, { ...challenge, tries: challenge.tries + 1 }, next);
    await tell(context, trx, { type: 'acme_challenge.retried', attempt }, { problem });
  });
}

/** Whether the proof that was found is still asked for, as it stands in this transaction. */
async function stillWaits(
  { clock, store }: Context,
  trx: Trx,
  { authorization, challenge, account }: Attempt,
): Promise<boolean> {
  const now = await store.authorizations.find(authorization, trx);
  const own = await store.authorizations.findChallenge(challenge, trx);
  const holder = await store.accounts.find({ id: account.id }, trx);
  const isPending = now?.status === 'pending' && now.expires_ms > clock.now();
  // A key that was changed meanwhile is not the one that the proof was held against.
  const isSameKey = holder?.status === 'valid' && holder.thumbprint === account.key.thumbprint;
  return isPending && own?.status === 'processing' && isSameKey;
}

function tell(
  context: Context,
  trx: Trx,
  { attempt, type }: { readonly attempt: Attempt; readonly type: string },
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { authorization, challenge, account } = attempt;
  return recordAct(
    context,
    trx,
    { type, account },
    {
      authorization: authorization.slug,
      challenge: challenge.slug,
      type: challenge.type,
      ...more,
    },
  );
}
