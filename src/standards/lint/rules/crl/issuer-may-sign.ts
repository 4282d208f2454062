import { findExtension } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';

/** The key usage of whoever signs, where there is one, names cRLSign. */
export const issuerMaySign: CrlRule = {
  name: 'crl_issuer_may_sign',
  source: 'RFC 5280 §6.3.3',
  check: (_, { issuer }) =>
    findExtension(issuer.extensions, 'key_usage')?.value.includes('crl_sign') === false
      ? 'The issuer may not sign CRLs'
      : undefined,
};
