import { CaError, type Secret } from '#base';
import type { Authority } from '#authorities';
import {
  chooseSignatureAlgorithm,
  csrPem,
  encodeCertificationRequestInfo,
  encodePkcs12,
  encodeSigned,
  generateKey,
  nameDer,
  publicKeyDer,
  signMessage,
  type KeySpec,
} from '#x509';
import type { KeyObject } from 'node:crypto';
import type { IssuedCertificate, IssueRequest } from './certificate.ts';
import type { Context } from './context.ts';
import { checkFriendlyName } from './export.ts';
import { issueCertificate } from './issue.ts';

/** A certificate for a key that is yet to be made. */
export interface IssueWithKey extends Omit<IssueRequest, 'csr'> {
  /** Default: EC P-256. */
  readonly key?: KeySpec;
  /** Protects the file with the key. */
  readonly password: Secret;
  /** How key stores list it. */
  readonly friendlyName?: string;
}

/** A certificate, and the only copy of its private key. */
export interface IssuedWithKey {
  readonly certificate: IssuedCertificate;
  /** PKCS #12 in DER: the key, its certificate, and those above it. */
  readonly pkcs12: Uint8Array;
}

/**
 * Makes a key for somebody who cannot make one, and issues a certificate for it on the same road as any other. The key is
 * held in memory alone and leaves in a PKCS #12 file: nobody here has it afterwards. Whoever can make a key should, and
 * send a CSR.
 *
 * @throws CaError `unsupported` (the kind of key), `bad_request` (an empty password, an odd name); else as `issue`.
 */
export async function issueWithKey(
  context: Context,
  authority: Authority,
  { key: spec = { type: 'ec', curve: 'P-256' }, password, friendlyName, ...request }: IssueWithKey,
): Promise<IssuedWithKey> {
  if (password.reveal() === '')
    throw new CaError('bad_request', 'The file with the key needs a password.');
  checkFriendlyName(friendlyName);
  const key = await generateKey(spec);
  const csr = await requestFor(key);
  const certificate = await issueCertificate(context, authority, { ...request, csr });
  const chain = await context.authorities.pickChain(authority, 0);
  const above = chain.map((link) => link.certificate.der);
  const certificates = [certificate.certificate.der, ...above];
  const pkcs12 = await encodePkcs12({ key, certificates, friendlyName }, password);
  return Object.freeze({ certificate, pkcs12 });
}

async function requestFor(key: KeyObject): Promise<string> {
  const spki = publicKeyDer(key);
  const algorithm = chooseSignatureAlgorithm(spki);
  const info = encodeCertificationRequestInfo({ subjectDer: nameDer([]), spki, extensions: [] });
  return csrPem(encodeSigned(info, algorithm, await signMessage(key, algorithm, info)));
}
