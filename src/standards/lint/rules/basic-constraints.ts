import { findExtension } from '#x509';
import type { CertificateRule } from '../rule.ts';

/** «Conforming CAs MUST include this extension in all CA certificates […] and MUST mark the extension as critical»; pathLenConstraint only with cA. */
export const basicConstraints: CertificateRule = {
  name: 'basic_constraints',
  source: 'RFC 5280 §4.2.1.9',
  check: ({ extensions }) => {
    const found = findExtension(extensions, 'basic_constraints');
    if (!found) return undefined;
    if (found.value.ca && !found.critical)
      return 'The basic constraints of an authority are not critical';
    return !found.value.ca && found.value.path_length !== null
      ? 'A path length without being an authority'
      : undefined;
  },
};
