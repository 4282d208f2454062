import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

const maxFeature = 0xffff;

/** Features are the numbers of TLS extensions, 16 bits each. Our own: none stands twice. */
export const tlsFeature: CertificateRule = {
  name: 'tls_feature',
  source: 'RFC 7633 §4',
  check: ({ extensions }) => {
    const features = findExtension(extensions, 'tls_feature')?.value ?? [];
    if (features.some((each) => typeof each === 'number' && each > maxFeature))
      return 'A TLS feature is not the number of a TLS extension';
    return new Set(features).size < features.length ? 'A TLS feature stands twice' : undefined;
  },
};
