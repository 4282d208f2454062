import { findExtension, type PolicyQualifier } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const maxLength = 200;

/** The texts of a notice, explicitText and organization, have 1 to 200 characters. */
export const policyNoticeLength: CertificateRule = {
  name: 'policy_notice_length',
  source: 'RFC 5280 §4.2.1.4',
  check: ({ extensions }) => {
    const policies = findExtension(extensions, 'certificate_policies')?.value ?? [];
    const texts = policies.flatMap((policy) => (policy.policy_qualifiers ?? []).flatMap(textsOf));
    return texts.every((text) => text !== '' && Array.from(text).length <= maxLength)
      ? undefined
      : `A text in a policy notice does not have 1 to ${maxLength} characters`;
  },
};

function textsOf(qualifier: PolicyQualifier): string[] {
  if (typeof qualifier === 'string' || 'qualifier_id' in qualifier) return [];
  return [qualifier.explicit_text, qualifier.notice_reference?.organization].filter(
    (text) => typeof text === 'string',
  );
}
