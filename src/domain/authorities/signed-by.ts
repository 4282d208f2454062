import { createPublicKey, X509Certificate } from 'node:crypto';
import { verifySignature, type Certificate } from '#x509';

/**
 * Whether a certificate bears the signature of the key behind `spki`. One of the past, in SHA-1 or MD5, counts too: it is
 * good enough to tell whose certificate it is, though nothing is signed so any more.
 *
 * @param spki  SubjectPublicKeyInfo, DER.
 * @throws CaError `bad_key` when `spki` is no key we know.
 */
export function isSignedBy(certificate: Certificate, spki: Uint8Array): boolean {
  const { algorithm, tbsDer, signature, der } = certificate;
  if (algorithm.trusted) return verifySignature(algorithm, spki, tbsDer, signature);
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    return new X509Certificate(der).verify(key);
  } catch {
    return false;
  }
}
