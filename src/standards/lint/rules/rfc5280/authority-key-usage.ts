import { findExtension, keyUsageNames } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { canBeUsedFor } from '../../key-abilities.ts';

/**
 * The key usage of an authority names nothing that its key cannot do: keys that only sign do not encipher (RFC 3279
 * §2.3.1, RFC 5480 §3, RFC 8410 §5). For other certificates this is not asked here, because the profiles that
 * everybody knows give keyEncipherment and keyAgreement to keys of all kinds, and relying parties are used to it; the
 * rule set `tls` asks it of them.
 */
export const authorityKeyUsage: CertificateRule = {
  name: 'authority_key_usage',
  source: 'RFC 3279 §2.3.1',
  check: ({ isAuthority, key, extensions }) => {
    if (!isAuthority || !key) return undefined;
    const usages = findExtension(extensions, 'key_usage')?.value ?? [];
    const wrong = usages.find((usage) => !canBeUsedFor(key, usage));
    return wrong && `The key of the authority cannot be used for ${keyUsageNames[wrong]}`;
  },
};
