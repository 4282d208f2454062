import type { Finding, LinterName } from './lint/linter.ts';

/** A finding that we live with. */
export interface LintExclusion {
  readonly linter: LinterName;
  /** The linter's own name for it. */
  readonly code: string;
  /** Ids of the documents it is said of. */
  readonly documents: RegExp;
  readonly reason: string;
}

const ofProfiles =
  'The default profiles give the key usage of those that django-ca has under these names, whatever the key: ' +
  'what they allow is part of what scripts rely on (src/domain/profiles/defaults.ts).';
const ofWildcards =
  'A wildcard is no preferred name syntax (RFC 5280 §4.2.1.6), and what servers are known by (RFC 9525 §6.3).';
const ofKeyIdentifiers =
  'RFC 5280 §4.2.1.2 recommends the subject key identifier to end entities, the CA/Browser Forum advises against it.';

/** Everything that a linter says of our documents and that stays. What is not here stops the gate, and what is not said. */
export const lintExclusions: readonly LintExclusion[] = [
  {
    linter: 'zlint',
    code: 'e_key_usage_and_extended_key_usage_inconsistent',
    documents: /: (?:webserver|enduser|ocsp) for (?!the)|: webserver without subject$/,
    reason: ofProfiles,
  },
  {
    linter: 'pkilint',
    code: 'pkix.invalid_domain_name_syntax',
    documents: /: webserver for (?!the)/,
    reason: ofWildcards,
  },
  {
    linter: 'zlint',
    code: 'w_ext_subject_key_identifier_not_recommended_subscriber',
    documents: /: webserver for the public web$/,
    reason: ofKeyIdentifiers,
  },
  {
    linter: 'pkilint',
    code: 'cabf.serverauth.subscriber.subject_key_identifier_extension_present',
    documents: /: webserver for the public web$/,
    reason: ofKeyIdentifiers,
  },
  {
    linter: 'pkilint',
    code: 'pkix.unsupported_algorithm',
    documents: /^ML-DSA-65: /,
    reason: 'It cannot verify signatures in ML-DSA; OpenSSL from 3.5 on does, in controls.test.ts.',
  },
];

/** The exclusion that covers a finding; undefined when it stops the gate. */
export function findExclusion(finding: Finding): LintExclusion | undefined {
  return lintExclusions.find(
    ({ linter, code, documents }) =>
      linter === finding.linter && code === finding.code && documents.test(finding.id),
  );
}
