import { equalBytes } from '#base';
import { issuerId, type CertId, type Certificate } from '#x509';
import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** What is said of a certificate is said of one that the issuer may have issued; of all others it is unknown. */
export const certificateIds: OcspRule = {
  name: 'ocsp_certificate_ids',
  source: 'RFC 6960 §2.2, §4.1.1',
  check: ({ responses }, { issuer }) =>
    responses.every(({ certId, status }) => status.type === 'unknown' || isOf(certId, issuer))
      ? undefined
      : 'An answer is about a certificate of another issuer',
};

function isOf({ hash, nameHash, keyHash }: CertId, issuer: Certificate): boolean {
  if (hash === null) return false;
  const own = issuerId(issuer, hash);
  return equalBytes(nameHash, own.nameHash) && equalBytes(keyHash, own.keyHash);
}
