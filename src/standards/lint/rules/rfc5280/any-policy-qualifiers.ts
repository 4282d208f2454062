import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const anyPolicy = '2.5.29.32.0';

/** anyPolicy is qualified only by what RFC 5280 itself defines: a practice statement or a notice. */
export const anyPolicyQualifiers: CertificateRule = {
  name: 'any_policy_qualifiers',
  source: 'RFC 5280 §4.2.1.4',
  check: ({ extensions }) =>
    findExtension(extensions, 'certificate_policies')?.value.some(
      ({ policy_identifier, policy_qualifiers }) =>
        policy_identifier === anyPolicy &&
        policy_qualifiers?.some((each) => typeof each !== 'string' && 'qualifier_id' in each),
    )
      ? 'anyPolicy has a qualifier that is neither a practice statement nor a notice'
      : undefined,
};
