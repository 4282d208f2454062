import { CaError, present, randomText } from '#base';
import type { Authority } from '#authorities';
import { isUniqueViolation } from '#db';
import { actorOf, keyColumns, requireAccount } from './accounts.ts';
import type { Registration } from './acme.ts';
import { requireOpenBinding } from './bindings.ts';
import { parseContacts } from './contact.ts';
import type { Context } from './context.ts';
import { requireRoom } from './limits.ts';
import { policyOf, type AcmePolicy } from './policy.ts';
import type { AccountKey, AcmeAccount } from './record.ts';
import { toAccount } from './rows.ts';
import type { Trx } from './tables.ts';

type Registered = { readonly account: AcmeAccount; readonly created: boolean };

/** An account for a key: the one there is, else a new one; see `Acme.register`. */
export async function register(
  context: Context,
  authority: Authority,
  key: AccountKey,
  registration: Registration,
): Promise<Registered> {
  const known = await findKnown(context, authority, key);
  if (known) return known;
  const policy = await policyOf(context.store, authority.id);
  const contact = checkRegistration(authority, policy, registration);
  try {
    const account = await context.db.transaction((trx: Trx) =>
      insert(context, trx, { authority, key, registration, contact, policy }),
    );
    return { account, created: true };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return present(await findKnown(context, authority, key), 'account of a key that is taken');
  }
}

async function findKnown(
  { store }: Context,
  { id }: Authority,
  { thumbprint }: AccountKey,
): Promise<Registered | undefined> {
  const row = await store.accounts.find({ authorityId: id, thumbprint });
  return row && { account: requireAccount(toAccount(row)), created: false };
}

/** The contacts, parsed; throws unless somebody may register so. */
function checkRegistration(
  { termsOfService }: Authority,
  policy: AcmePolicy,
  { contact = [], termsAgreed, binding }: Registration,
): string[] {
  if (!policy.registration) throw new CaError('unauthorized', 'Account registration is disabled.');
  if (policy.requiresBinding && binding === undefined)
    throw new CaError('binding_required', 'An account must be bound by a key of this authority.');
  if (termsOfService !== '' && termsAgreed !== true)
    throw new CaError('terms_not_agreed', `Agree to the terms of service: ${termsOfService}`);
  if (policy.requiresContact && contact.length === 0)
    throw new CaError('bad_contact', 'Must provide at least one contact address.');
  return parseContacts(contact);
}

interface Made {
  readonly authority: Authority;
  readonly key: AccountKey;
  readonly registration: Registration;
  readonly contact: readonly string[];
  readonly policy: AcmePolicy;
}

async function insert(
  context: Context,
  trx: Trx,
  { authority, key, registration, contact, policy }: Made,
): Promise<AcmeAccount> {
  const { clock, events, store } = context;
  const { accounts } = store;
  const nowMs = clock.now();
  const { client, binding, termsAgreed } = registration;
  if (client !== undefined) {
    const from = { authorityId: authority.id, client };
    const nth = (n: number): Promise<number | undefined> => accounts.nthMadeMs(trx, from, n);
    const what = 'new accounts from one address';
    await requireRoom(policy.limits.accountsPerHour, nth, { what, nowMs });
  }
  const bound =
    binding === undefined ? null : await requireOpenBinding(context, trx, authority, binding);
  if (bound) await accounts.closeBinding(trx, bound.id, 'used');
  const id = await accounts.insert(trx, {
    slug: randomText(12),
    authority_id: authority.id,
    authority_serial: authority.serial,
    status: 'valid',
    ...keyColumns(key),
    contact: JSON.stringify(contact),
    terms_agreed: termsAgreed === true ? 1 : 0,
    binding_id: bound?.id ?? null,
    client: client ?? null,
    created_ms: nowMs,
    updated_ms: nowMs,
  });
  const account = toAccount(present(await accounts.find({ id }, trx), 'new account'));
  await events.record(trx, 'acme_account.registered', {
    actor: actorOf(account),
    authorityId: authority.id,
    account: account.slug,
    thumbprint: key.thumbprint,
    binding: bound?.key_id ?? null,
  });
  return account;
}
