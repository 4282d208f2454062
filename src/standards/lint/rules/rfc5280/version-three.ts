import type { CertificateRule } from '../../certificate-rule.ts';

/** «When extensions are used, as expected in this profile, version MUST be 3 (value is 2).» */
export const versionThree: CertificateRule = {
  name: 'version_three',
  source: 'RFC 5280 §4.1.2.1',
  check: ({ version }) => (version === 2 ? undefined : 'The version is not 3'),
};
