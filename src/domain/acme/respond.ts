import { CaError, present, second } from '#base';
import { readAccount, recordAct } from './accounts.ts';
import { getChallenge, requireChallenge } from './authorizations.ts';
import type { Context } from './context.ts';
import { lawOf } from './law.ts';
import { requireFewFailures } from './place-authorizations.ts';
import type { AcmeAccount, AcmeChallenge } from './record.ts';
import { statusOfAuthorization } from './rows.ts';
import type { ChallengeRow, Trx } from './tables.ts';
import { bookTry } from './book-try.ts';

/** The client says that its proof is there; see `Acme.respond`. */
export async function respond(
  context: Context,
  account: AcmeAccount,
  slug: string,
): Promise<AcmeChallenge> {
  const { policy } = await lawOf(context, account);
  await context.db.transaction(async (trx: Trx) => {
    await readAccount(context, trx, account);
    const row = await requireChallenge(context, account, slug, trx);
    if (row.status === 'pending') {
      await requireFewFailures(context, trx, account, policy);
      await begin(context, trx, account, row);
    }
    if (row.status === 'processing') await hurry(context, trx, row);
  });
  return getChallenge(context, account, slug);
}

async function begin(
  context: Context,
  trx: Trx,
  account: AcmeAccount,
  row: ChallengeRow,
): Promise<void> {
  const { clock, store } = context;
  const nowMs = clock.now();
  const found = await store.authorizations.find({ id: row.authorization_id }, trx);
  const authorization = present(found, 'authorization of a challenge');
  const status = statusOfAuthorization(authorization, nowMs);
  if (status !== 'pending')
    throw new CaError('bad_request', `The authorization is ${status}, not pending.`);
  const changes = { next_ms: nowMs, updated_ms: nowMs };
  await store.authorizations.moveChallenge(trx, row, 'processing', changes);
  await bookTry(context, trx, row, nowMs);
  const about = { authorization: authorization.slug, challenge: row.slug, type: row.type };
  await recordAct(context, trx, { type: 'acme_challenge.answered', account }, about);
}

/** A further try that is due later is made at once, but not twice within a second (RFC 8555 §8.2). */
async function hurry(context: Context, trx: Trx, row: ChallengeRow): Promise<void> {
  const nowMs = context.clock.now();
  if ((row.next_ms ?? 0) <= nowMs || nowMs - row.updated_ms < second) return;
  await context.store.authorizations.hasten(trx, row.id, nowMs);
  await bookTry(context, trx, row, nowMs);
}
