import { CaError } from '#base';
import type { AcmeAccount } from '#acme';
import type { App } from '#app';
import type { Authority } from '#authorities';

/** The ACME account with this slug or URL, in whatever state. @throws CaError `not_found` */
export async function getAccount(
  { acme }: App,
  authority: Authority,
  text: string,
): Promise<AcmeAccount> {
  const slug = text.replace(/\/$/, '').split('/').at(-1) ?? '';
  const account = await acme.findAccount(authority, { slug });
  if (!account) throw new CaError('not_found', `${text}: Account not found.`);
  return account;
}
