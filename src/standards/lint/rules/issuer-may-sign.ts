import { findExtension } from '#x509';
import type { CertificateRule } from '../rule.ts';

/** The issuer is an authority, may sign certificates, and its path length leaves room for one more authority. */
export const issuerMaySign: CertificateRule = {
  name: 'issuer_may_sign',
  source: 'RFC 5280 §6.1.4',
  check: ({ extensions }, { issuer }) => {
    if (issuer === 'self') return undefined;
    const constraints = findExtension(issuer.extensions, 'basic_constraints')?.value;
    if (constraints?.ca !== true) return 'The issuer is no authority';
    const usages = findExtension(issuer.extensions, 'key_usage')?.value;
    if (usages && !usages.includes('key_cert_sign')) return 'The issuer may not sign certificates';
    const below = findExtension(extensions, 'basic_constraints')?.value;
    if (below?.ca !== true || constraints.path_length === null) return undefined;
    return below.path_length !== null && below.path_length < constraints.path_length
      ? undefined
      : 'The path length of the issuer leaves no room for this authority';
  },
};
