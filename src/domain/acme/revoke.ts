import { CaError, equalBytes } from '#base';
import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import { findExtension, findReasonByCode, parseCertificate } from '#x509';
import { actorOf, requireAccount } from './accounts.ts';
import type { Acme } from './acme.ts';
import type { Context } from './context.ts';
import { needOf, withNamesAbove } from './identifiers.ts';
import { isFor } from './issue-request.ts';
import { findOrderOf } from './order-certificate.ts';
import type { AcmeAccount, Identifier } from './record.ts';
import { identifiersIn } from './replaces.ts';
import { toAccount } from './rows.ts';

type Request = Parameters<Acme['revoke']>[1];

/** Revokes a certificate for whoever may ask for that; see `Acme.revoke`. */
export async function revoke(
  context: Context,
  authority: Authority,
  { certificateDer, reason: code = 0, by }: Request,
): Promise<void> {
  const certificate = await findOurs(context, authority, certificateDer);
  if ('spki' in by) {
    if (!equalBytes(certificate.certificate.spki, by.spki)) throw notYours();
  } else if (!(await isTheirs(context, by.account, certificate))) {
    throw notYours();
  }
  if (certificate.revocation)
    throw new CaError('already_revoked', 'The certificate is already revoked.');
  const reason = findReasonByCode(code)?.rfcName;
  if (reason === undefined || reason === 'removeFromCRL')
    throw new CaError('bad_reason', 'This reason cannot be given.');
  const actor = 'spki' in by ? 'acme:certificate-key' : actorOf(by.account);
  await context.certificates.revoke(certificate, { reason, actor });
}

/** The certificate on record that is the same byte for byte. */
async function findOurs(
  { certificates }: Context,
  authority: Authority,
  der: Uint8Array,
): Promise<IssuedCertificate> {
  const { serial } = parseCertificate(der);
  const found = await certificates.find({ serial, authority });
  if (!found || !equalBytes(found.certificate.der, der)) throw notYours();
  return found;
}

/** Whether the account had it issued, or holds an authorization for every name in it now (RFC 8555 §7.6). */
async function isTheirs(
  context: Context,
  { id }: AcmeAccount,
  certificate: IssuedCertificate,
): Promise<boolean> {
  const { clock, store } = context;
  const row = await store.accounts.find({ id });
  if (!row || row.authority_id !== certificate.authorityId) return false;
  requireAccount(toAccount(row));
  const order = await findOrderOf(context, certificate);
  if (order?.account_id === id) return true;
  const names = identifiersIn(certificate.certificate);
  const values = [...new Set(names.flatMap(namesThatDo))];
  if (values.length === 0 || names.length < countNames(certificate)) return false;
  const valid = await store.authorizations.listValid(id, values, clock.now());
  return names.every((name) => valid.some((each) => isFor(each, name)));
}

function namesThatDo({ type, value }: Identifier): string[] {
  return type === 'ip' ? [value] : withNamesAbove(needOf({ type, value }).value);
}

/** Names of every type: one that no authorization is for, such as an e-mail address, is nobody's. */
function countNames({ certificate: { extensions } }: IssuedCertificate): number {
  const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
  return names.length;
}

function notYours(): CaError {
  return new CaError('unauthorized', 'There is no such certificate of yours.');
}
