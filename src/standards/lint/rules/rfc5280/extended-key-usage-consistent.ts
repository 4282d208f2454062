import { findExtension, type KeyUsage } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const signs: readonly KeyUsage[] = ['digital_signature', 'content_commitment'];
const pkix = '1.3.6.1.5.5.7.3';

/** What the RFC says may go with a purpose: any one of these is enough. */
const consistent = new Map<string, readonly KeyUsage[]>([
  [`${pkix}.1`, ['digital_signature', 'key_encipherment', 'key_agreement']],
  [`${pkix}.2`, ['digital_signature', 'key_agreement']],
  [`${pkix}.3`, ['digital_signature']],
  [`${pkix}.4`, [...signs, 'key_encipherment', 'key_agreement']],
  [`${pkix}.8`, signs],
  [`${pkix}.9`, signs],
]);

/**
 * A certificate whose key usage and extended key usage have no purpose in common may not be used for any. Asked where
 * the purposes are critical, and so binding for all; purposes that the RFC does not list go with every usage.
 */
export const extendedKeyUsageConsistent: CertificateRule = {
  name: 'extended_key_usage_consistent',
  source: 'RFC 5280 §4.2.1.12',
  check: ({ extensions }) => {
    const usages = findExtension(extensions, 'key_usage')?.value;
    const purposes = findExtension(extensions, 'extended_key_usage');
    if (!usages || purposes?.critical !== true) return undefined;
    return purposes.value.some(
      (purpose) => consistent.get(purpose)?.some((each) => usages.includes(each)) ?? true,
    )
      ? undefined
      : 'No extended key usage is consistent with the key usage';
  },
};
