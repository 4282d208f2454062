import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const anyPolicy = '2.5.29.32.0';

/**
 * Policies are named one by one, without anyPolicy, and qualified by nothing but the web address of a practice
 * statement. Whether one of the Forum's own policies must be among them is not asked: only the audited may claim those.
 */
export const certificatePolicies: CertificateRule = {
  name: 'tls_certificate_policies',
  source: 'BR §7.1.2.7.9',
  check: ({ extensions }) => {
    const policies = findExtension(extensions, 'certificate_policies')?.value ?? [];
    if (policies.some(({ policy_identifier }) => policy_identifier === anyPolicy))
      return 'anyPolicy is asserted';
    const qualifiers = policies.flatMap(({ policy_qualifiers }) => policy_qualifiers ?? []);
    return qualifiers.every((each) => typeof each === 'string' && /^https?:\/\/./i.test(each))
      ? undefined
      : 'A policy qualifier is not the web address of a practice statement';
  },
};
