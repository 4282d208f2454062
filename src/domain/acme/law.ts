import { CaError } from '#base';
import type { Authority } from '#authorities';
import type { UsedBindingRow } from './account-store.ts';
import type { Context } from './context.ts';
import type { NameLaw } from './identifiers.ts';
import { policyOf } from './policy.ts';
import type { AcmeAccount } from './record.ts';

/** What holds for one account: the policy of its authority, and what it was bound to. */
export interface AccountLaw extends NameLaw {
  /** The one profile that it may have; null leaves it to the policy. */
  readonly profile: string | null;
}

/** Throws `not_found` unless ACME clients may come to this authority now. */
export async function requireOpen(
  { authorities, store }: Context,
  authority: Authority,
): Promise<void> {
  const { enabled } = await policyOf(store, authority.id);
  if (enabled) return authorities.requireUsable(authority);
  throw new CaError('not_found', 'The requested CA cannot be found.');
}

/** What holds for an account now. */
export async function lawOf({ store }: Context, account: AcmeAccount): Promise<AccountLaw> {
  const policy = await policyOf(store, account.authorityId);
  const binding = await findBinding(store.accounts.findBinding, account);
  return {
    policy,
    boundTo: binding ? (JSON.parse(binding.names) as string[]) : [],
    profile: binding?.profile ?? null,
  };
}

async function findBinding(
  find: Context['store']['accounts']['findBinding'],
  { authorityId, binding }: AcmeAccount,
): Promise<UsedBindingRow | undefined> {
  return binding === null ? undefined : find({ authorityId, keyId: binding });
}
