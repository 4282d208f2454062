import { findExtension, keyUsageNames, type KeyUsage } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** What TLS does with a key of each type. */
const usable: Readonly<Record<string, readonly KeyUsage[]>> = {
  rsa: ['digital_signature', 'key_encipherment', 'data_encipherment'],
  ec: ['digital_signature', 'key_agreement'],
};

/**
 * The key usage fits the type of the key: RSA keys sign and encipher, EC keys sign, and must be allowed to. The
 * Forum's rule, and our own judgement why it is not asked of all certificates: see `authority_key_usage`.
 */
export const keyUsage: CertificateRule = {
  name: 'tls_key_usage',
  source: 'BR §7.1.2.7.11',
  check: ({ key, extensions }) => {
    const usages = findExtension(extensions, 'key_usage')?.value;
    const fitting = key && usable[key.type];
    if (!usages || !fitting) return undefined;
    const wrong = usages.find((usage) => !fitting.includes(usage));
    if (wrong) return `The key of the server has the usage ${keyUsageNames[wrong]}`;
    return key.type === 'ec' && !usages.includes('digital_signature')
      ? 'The EC key of the server lacks the usage digitalSignature'
      : undefined;
  },
};
