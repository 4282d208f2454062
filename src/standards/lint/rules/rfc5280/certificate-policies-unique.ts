import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/** No policy is named twice. */
export const certificatePoliciesUnique: CertificateRule = {
  name: 'certificate_policies_unique',
  source: 'RFC 5280 §4.2.1.4',
  check: ({ extensions }) => {
    const policies = findExtension(extensions, 'certificate_policies')?.value ?? [];
    const identifiers = new Set(policies.map(({ policy_identifier }) => policy_identifier));
    return identifiers.size < policies.length ? 'A certificate policy is named twice' : undefined;
  },
};
