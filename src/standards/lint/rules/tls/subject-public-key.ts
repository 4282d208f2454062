import type { SubjectKeySpec } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { isUsualExponent } from '../../rsa-exponent.ts';

const curves = new Set(['P-256', 'P-384', 'P-521']);
const minBits = 2048;

/** RSA of 2048 bits or more, in whole octets, or one of three curves: no client at large takes anything else. */
export const subjectPublicKey: CertificateRule = {
  name: 'tls_subject_public_key',
  source: 'BR §6.1.5, §6.1.6',
  check: ({ key, spki }) => {
    if (!key || !isAllowed(key)) return 'The public key is of a type or size not used in TLS';
    return key.type === 'rsa' && !isUsualExponent(spki)
      ? 'The exponent of the RSA key is not an odd number from 65537 to 2^256'
      : undefined;
  },
};

function isAllowed(key: SubjectKeySpec): boolean {
  if (key.type === 'ec') return curves.has(key.curve);
  return key.type === 'rsa' && key.bits >= minBits && key.bits % 8 === 0;
}
