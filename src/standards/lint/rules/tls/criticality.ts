import { findExtensionKind, type ExtensionType } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const critical = new Map<ExtensionType, boolean>([
  ['key_usage', true],
  ['basic_constraints', true],
  ['extended_key_usage', false],
  ['certificate_policies', false],
  ['crl_distribution_points', false],
]);

/** Key usage and basic constraints are critical; purposes, policies and distribution points are not. */
export const criticality: CertificateRule = {
  name: 'tls_criticality',
  source: 'BR §7.1.2.7.6',
  check: ({ extensions }) => {
    const wrong = extensions.find(
      (each) => (critical.get(each.type) ?? each.critical) !== each.critical,
    );
    if (!wrong) return undefined;
    const title = findExtensionKind(wrong.type)?.title ?? wrong.type;
    return `The extension ${title} is ${wrong.critical ? '' : 'not '}critical`;
  },
};
