import type { CertificateRule } from '../../certificate-rule.ts';

const minRsaBits = 2048;

/** Our own: a key of a kind that we know and that is strong enough to outlive its certificate. */
export const subjectPublicKey: CertificateRule = {
  name: 'subject_public_key',
  source: 'Certwright',
  check: ({ key }) => {
    if (!key) return 'The public key is of no kind that is known here';
    if (key.type === 'dsa') return 'The public key is a DSA key';
    return 'bits' in key && key.bits < minRsaBits
      ? `The RSA key has fewer than ${minRsaBits} bits`
      : undefined;
  },
};
