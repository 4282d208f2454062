import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** Policy constraints and inhibitAnyPolicy speak of what follows below, and so belong to authorities alone. */
export const policyLimitsOnlyAuthorities: CertificateRule = {
  name: 'policy_limits_only_authorities',
  source: 'RFC 5280 §4.2.1.11, §4.2.1.14',
  check: ({ isAuthority, extensions }) => {
    if (isAuthority) return undefined;
    if (findExtension(extensions, 'policy_constraints'))
      return 'Policy constraints without being an authority';
    return findExtension(extensions, 'inhibit_any_policy')
      ? 'inhibitAnyPolicy without being an authority'
      : undefined;
  },
};
