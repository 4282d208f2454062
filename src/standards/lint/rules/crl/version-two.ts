import type { CrlRule } from '../../unsigned-crl.ts';

/** Conforming issuers write v2 CRLs: no other has a number and an authority key identifier. */
export const versionTwo: CrlRule = {
  name: 'crl_version_two',
  source: 'RFC 5280 §5.1.2.1',
  check: ({ version }) => (version === 1 ? undefined : 'The version is not 2'),
};
