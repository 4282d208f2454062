import { CaError } from '#base';
import type { Authority } from '#authorities';
import type { Certificate } from '#x509';
import { findExtension } from '#x509';
import { findByCertificateId } from './certificate-id.ts';
import type { Context } from './context.ts';
import { keyOf } from './identifiers.ts';
import { findOrderOf } from './order-certificate.ts';
import type { AcmeAccount, Identifier } from './record.ts';

/** An order that is to replace a certificate. */
export interface Replacing {
  readonly authority: Authority;
  readonly account: AcmeAccount;
  readonly identifiers: readonly Identifier[];
}

/**
 * Throws unless an order may replace the certificate with this id (RFC 9773 §5): an order of the same account made it, and
 * they have a name in common.
 *
 * @throws CaError `bad_request`.
 */
export async function requireReplaceable(
  context: Context,
  { authority, account, identifiers }: Replacing,
  id: string,
): Promise<void> {
  const old = await findByCertificateId(context, authority, id);
  const order = old && (await findOrderOf(context, old));
  if (!old || order?.account_id !== account.id)
    throw new CaError('bad_request', 'This account has no such certificate to replace.');
  const names = new Set(identifiersIn(old.certificate).map(keyOf));
  if (!identifiers.some((each) => names.has(keyOf(each))))
    throw new CaError('bad_request', 'The certificate to replace has none of these names.');
}

/** The names of a certificate that an order could ask for. */
export function identifiersIn({ extensions }: Pick<Certificate, 'extensions'>): Identifier[] {
  const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
  return names.flatMap((name): Identifier[] => {
    if (name.type === 'DNS') return [{ type: 'dns', value: name.value.toLowerCase() }];
    return name.type === 'IP' ? [{ type: 'ip', value: name.value }] : [];
  });
}
