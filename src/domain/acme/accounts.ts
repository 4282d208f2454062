import { CaError, present } from '#base';
import type { Authority } from '#authorities';
import { isUniqueViolation } from '#db';
import type { Acme } from './acme.ts';
import { parseContacts } from './contact.ts';
import type { Context } from './context.ts';
import { policyOf } from './policy.ts';
import type { AccountKey, AcmeAccount } from './record.ts';
import { toAccount } from './rows.ts';
import type { AccountRow, Trx, Which } from './tables.ts';

type AccountName = { readonly thumbprint: string } | { readonly slug: string };

/** The account of an authority with this key or slug, in whatever state. */
export async function findAccount(
  { store }: Context,
  { id }: Authority,
  by: AccountName,
): Promise<AcmeAccount | undefined> {
  const row = await store.accounts.find({ authorityId: id, ...by });
  return row && toAccount(row);
}

/** As {@link findAccount}; throws `no_such_account`, or `unauthorized` when it is not valid any more. */
export async function getAccount(
  context: Context,
  authority: Authority,
  by: AccountName,
): Promise<AcmeAccount> {
  const account = await findAccount(context, authority, by);
  if (!account) throw new CaError('no_such_account', 'There is no account with this key.');
  return requireAccount(account);
}

/** The account itself; throws `unauthorized` when it is not valid any more. */
export function requireAccount(account: AcmeAccount): AcmeAccount {
  if (account.status !== 'valid')
    throw new CaError('unauthorized', `The account is ${account.status}.`);
  return account;
}

/**
 * As it stands in this transaction.
 *
 * @throws CaError `unauthorized` when it is not valid any more; `no_such_account` when the database has come back without
 *   it, as after a failover that lost rows.
 */
export async function readAccount(
  { store }: Context,
  trx: Trx,
  { id, slug }: Which,
): Promise<AcmeAccount> {
  const row = await store.accounts.find({ id }, trx);
  if (!row || row.slug !== slug)
    throw new CaError('no_such_account', 'The account is not on record.');
  return requireAccount(toAccount(row));
}

/** Who did something, for the record of events. */
export function actorOf({ slug }: { readonly slug: string }): string {
  return `acme:${slug}`;
}

/** Records what an account did, or was done for it. */
export async function recordAct(
  { events }: Context,
  trx: Trx,
  { type, account }: { readonly type: string; readonly account: AcmeAccount },
  about: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { authorityId } = account;
  await events.record(trx, type, { actor: actorOf(account), authorityId, ...about });
}

/** The columns of a key. */
export function keyColumns({
  spki,
  thumbprint,
  jwk,
  algorithm,
}: AccountKey): Pick<AccountRow, 'spki' | 'thumbprint' | 'jwk' | 'algorithm'> {
  return { spki, thumbprint, jwk, algorithm };
}

/** Changes contacts; notes that the terms were agreed to, which is never taken back (RFC 8555 §7.3.2). */
export async function updateAccount(
  context: Context,
  account: AcmeAccount,
  { contact, termsAgreed }: Parameters<Acme['updateAccount']>[1],
): Promise<AcmeAccount> {
  const contacts = contact && parseContacts(contact);
  const { requiresContact } = await policyOf(context.store, account.authorityId);
  if (contacts?.length === 0 && requiresContact)
    throw new CaError('bad_contact', 'Must provide at least one contact address.');
  return change(
    context,
    account,
    { type: 'acme_account.updated' },
    {
      ...(contacts && { contact: JSON.stringify(contacts) }),
      ...(termsAgreed === true && { terms_agreed: 1 }),
    },
  );
}

/** The account gets another key; the old one is nobody's from then on. Throws `already_exists`. */
export async function changeKey(
  context: Context,
  account: AcmeAccount,
  key: AccountKey,
): Promise<AcmeAccount> {
  try {
    return await change(context, account, { type: 'acme_account.rekeyed' }, keyColumns(key));
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new CaError('already_exists', 'Another account has this key.', { cause: error });
  }
}

async function change(
  context: Context,
  account: AcmeAccount,
  { type }: { readonly type: string },
  changes: Partial<AccountRow>,
): Promise<AcmeAccount> {
  const { clock, db, events, store } = context;
  return db.transaction(async (trx: Trx) => {
    await readAccount(context, trx, account);
    await store.accounts.update(trx, account.id, { ...changes, updated_ms: clock.now() });
    const changed = await readAccount(context, trx, account);
    await events.record(trx, type, {
      actor: actorOf(account),
      authorityId: account.authorityId,
      account: account.slug,
      changed: Object.keys(changes),
      thumbprint: changed.key.thumbprint,
    });
    return changed;
  });
}

const ends = {
  deactivated: { type: 'acme_account.deactivated' },
  revoked: { type: 'acme_account.revoked' },
} as const;

/**
 * Ends an account for ever, and all it has open: `deactivated` by its owner, `revoked` by the authority. Orders that a
 * job is working on are left to the job, which issues nothing for an account that is no longer valid.
 */
export async function endAccount(
  context: Context,
  account: AcmeAccount,
  to: 'deactivated' | 'revoked',
  actor: string = actorOf(account),
): Promise<AcmeAccount> {
  const { clock, db, events, store } = context;
  return db.transaction(async (trx: Trx) => {
    const nowMs = clock.now();
    if (!(await store.accounts.move(trx, account, to, nowMs)))
      throw new CaError('unauthorized', 'The account is no longer valid.');
    const orders = await endOrders(context, trx, account, nowMs);
    const authorizations = await endAuthorizations(context, trx, { account, to, nowMs });
    await events.record(trx, ends[to].type, {
      actor,
      authorityId: account.authorityId,
      account: account.slug,
      orders,
      authorizations,
    });
    return toAccount(present(await store.accounts.find({ id: account.id }, trx), 'account'));
  });
}

async function endOrders(
  { store }: Context,
  trx: Trx,
  { id }: AcmeAccount,
  nowMs: number,
): Promise<string[]> {
  const open = await store.orders.listIn(trx, id, ['pending', 'ready']);
  const error = JSON.stringify({ type: 'unauthorized', detail: 'The account is no longer valid.' });
  for (const order of open)
    await store.orders.move(trx, order, 'invalid', { error, updated_ms: nowMs });
  return open.map(({ slug }) => slug);
}

async function endAuthorizations(
  { store }: Context,
  trx: Trx,
  { account, to, nowMs }: { account: AcmeAccount; to: 'deactivated' | 'revoked'; nowMs: number },
): Promise<string[]> {
  const living = await store.authorizations.listLiving(trx, account.id);
  for (const each of living) {
    const end = to === 'revoked' && each.status === 'pending' ? 'invalid' : to;
    await store.authorizations.move(trx, each, end, { updated_ms: nowMs });
  }
  return living.map(({ slug }) => slug);
}
