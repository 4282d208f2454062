import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Where there is a key usage, at least one bit of it is set. */
export const keyUsageNotEmpty: CertificateRule = {
  name: 'key_usage_not_empty',
  source: 'RFC 5280 §4.2.1.3',
  check: ({ extensions }) =>
    findExtension(extensions, 'key_usage')?.value.length === 0
      ? 'The key usage names no usage'
      : undefined,
};
