import { CaError, present } from '#base';
import { readAccount, recordAct } from './accounts.ts';
import type { NewAuthorization } from './acme.ts';
import type { Context } from './context.ts';
import { endOrdersUsing } from './end-orders.ts';
import { needOf, parseIdentifier } from './identifiers.ts';
import { lawOf, requireOpen } from './law.ts';
import {
  placeAuthorization,
  requireFewFailures,
  requireFewPending,
} from './place-authorizations.ts';
import { policyOf } from './policy.ts';
import type { AcmeAccount, AcmeAuthorization, AcmeChallenge } from './record.ts';
import { issuerNamesOf, statusOfAuthorization, toAuthorization, toChallenge } from './rows.ts';
import type { AuthorizationRow, ChallengeRow, Trx } from './tables.ts';

/** An authorization before any order (RFC 8555 §7.4.1); see `Acme.newAuthorization`. */
export async function newAuthorization(
  context: Context,
  account: AcmeAccount,
  { subdomainAuthAllowed, ...asked }: NewAuthorization,
): Promise<AcmeAuthorization> {
  const authority = await context.authorities.get({ id: account.authorityId });
  await requireOpen(context, authority);
  const law = await lawOf(context, account);
  const identifier = parseIdentifier(asked, law);
  if (identifier.value.startsWith('*.'))
    throw new CaError('bad_request', 'A wildcard is authorized by an order alone.');
  const subdomains =
    subdomainAuthAllowed === true && law.policy.subdomains && identifier.type === 'dns';
  const need = { ...needOf(identifier), subdomains };
  const expires = context.clock.now() + law.policy.orderLifeMs;
  const placement = { authority, account, law, expires };
  const slug = await context.db.transaction(async (trx: Trx) => {
    await readAccount(context, trx, account);
    await requireFewFailures(context, trx, account, law.policy);
    const row = await placeAuthorization(context, trx, placement, need);
    await requireFewPending(context, trx, placement);
    const about = { authorization: row.slug, identifier, subdomains };
    await recordAct(context, trx, { type: 'acme_authorization.placed', account }, about);
    return row.slug;
  });
  return getAuthorization(context, account, slug);
}

/** An authorization of this account. @throws CaError `unauthorized` for a slug that is nobody's or another's */
export async function getAuthorization(
  context: Context,
  account: AcmeAccount,
  slug: string,
): Promise<AcmeAuthorization> {
  return showAuthorization(context, await requireAuthorization(context, account, slug));
}

/** Takes a proof back (RFC 8555 §7.5.2): open orders that need it become invalid. */
export async function deactivateAuthorization(
  context: Context,
  account: AcmeAccount,
  slug: string,
): Promise<AcmeAuthorization> {
  const { clock, db, store } = context;
  await db.transaction(async (trx: Trx) => {
    await readAccount(context, trx, account);
    const row = await requireAuthorization(context, account, slug, trx);
    const status = statusOfAuthorization(row, clock.now());
    if (status !== 'pending' && status !== 'valid')
      throw new CaError('bad_request', `The authorization is ${status} already.`);
    await store.authorizations.move(trx, row, 'deactivated', { updated_ms: clock.now() });
    const problem = { type: 'unauthorized', detail: 'The authorization was deactivated.' } as const;
    const orders = await endOrdersUsing(context, trx, row, problem);
    const about = { authorization: slug, orders };
    await recordAct(context, trx, { type: 'acme_authorization.deactivated', account }, about);
  });
  return getAuthorization(context, account, slug);
}

/** A challenge of this account. @throws CaError `unauthorized` for a slug that is nobody's or another's */
export async function getChallenge(
  context: Context,
  account: AcmeAccount,
  slug: string,
): Promise<AcmeChallenge> {
  const row = await requireChallenge(context, account, slug);
  const found = await context.store.authorizations.find({ id: row.authorization_id });
  const authorization = present(found, 'authorization of a challenge');
  return toChallenge(row, authorization, await issuerNames(context, authorization));
}

/** The row of a challenge of this account; throws as {@link getChallenge}. */
export async function requireChallenge(
  { store }: Context,
  { id }: AcmeAccount,
  slug: string,
  trx?: Trx,
): Promise<ChallengeRow> {
  const row = await store.authorizations.findChallenge({ accountId: id, slug }, trx);
  if (!row) throw new CaError('unauthorized', 'There is no such challenge of this account.');
  return row;
}

async function requireAuthorization(
  { store }: Context,
  { id }: AcmeAccount,
  slug: string,
  trx?: Trx,
): Promise<AuthorizationRow> {
  const row = await store.authorizations.find({ accountId: id, slug }, trx);
  if (!row) throw new CaError('unauthorized', 'There is no such authorization of this account.');
  return row;
}

async function showAuthorization(
  context: Context,
  row: AuthorizationRow,
): Promise<AcmeAuthorization> {
  const { clock, store } = context;
  const challenges = await store.authorizations.challenges(row.id);
  const names = await issuerNames(context, row);
  return toAuthorization(row, challenges, { nowMs: clock.now(), issuerNames: names });
}

async function issuerNames(
  { authorities, store }: Context,
  { authority_id: id }: AuthorizationRow,
): Promise<string[]> {
  return issuerNamesOf(await authorities.get({ id }), await policyOf(store, id));
}
