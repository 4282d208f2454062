import { CaError, present } from '#base';
import type { ChainLink } from '#authorities';
import { findExtension, sameName, type Certificate } from '#x509';
import type { Context } from './context.ts';
import { findCertificateOf } from './order-certificate.ts';
import { requireOrder } from './orders.ts';
import type { AcmeAccount } from './record.ts';

/** The certificate of an order with each of its chains; see `Acme.certificateChains`. */
export async function certificateChains(
  context: Context,
  account: AcmeAccount,
  slug: string,
): Promise<string[]> {
  const { authorities } = context;
  const order = await requireOrder(context, account, slug);
  const { certificate_id: id, authority_id: authorityId } = order;
  if (id === null) throw new CaError('unauthorized', 'The order has no certificate.');
  const certificate = await findCertificateOf(context, order);
  if (!certificate) throw new CaError('not_found', 'The certificate is no longer on record.');
  if (certificate.revocation)
    throw new CaError('unauthorized', 'The certificate has been revoked.');
  const chains = await authorities.chains(await authorities.get({ id: authorityId }));
  const texts = chains.map((chain) => [certificate.pem, ...withoutRoot(chain)].join(''));
  return [...new Set(present(texts.length > 0 ? texts : undefined, 'chain of an authority'))];
}

/** Clients have the roots they trust; one alone above a certificate stays, as some clients want to see an issuer. */
function withoutRoot(chain: readonly ChainLink[]): string[] {
  const above = chain.filter(({ certificate }, place) => place === 0 || !isRoot(certificate));
  return above.map(({ pem }) => pem);
}

/** Names alone do not tell: the link from one key of a root to the next has the same twice (RFC 9810 §4.4). */
function isRoot({ issuerDer, subjectDer, extensions }: Certificate): boolean {
  const own = findExtension(extensions, 'subject_key_identifier')?.value;
  const issuer = findExtension(extensions, 'authority_key_identifier')?.value.key_identifier;
  return sameName(issuerDer, subjectDer) && (issuer ?? own) === own;
}
