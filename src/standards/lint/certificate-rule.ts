import type { Certificate, ParsedTbs } from '#x509';
import type { Rule } from './rule.ts';
import type { UnsignedCertificate } from './unsigned-certificate.ts';

/** Rules that not every certificate meets: profiles ask for them. */
export type RuleSetName = 'tls';

/** What a rule may look at besides the certificate itself. */
export interface LintContext {
  /** The certificate of whoever signs; `self` where the document is to be signed by its own key. */
  readonly issuer: Certificate | 'self';
  /** The authorities above the issuer, nearest first, as far as known: what they limit binds here too. Default: none. */
  readonly ancestors?: readonly Certificate[];
  /** Rule sets to be met beyond `rfc5280`. Default: none. */
  readonly ruleSets?: readonly RuleSetName[];
}

/** A rule over an unsigned certificate. */
export type CertificateRule = Rule<UnsignedCertificate, LintContext>;

/** The fields of whoever signs: of the issuer's certificate, or of the document itself. */
export function signerOf(document: ParsedTbs, { issuer }: LintContext): ParsedTbs {
  return issuer === 'self' ? document : issuer;
}

/** The authorities above the document, the issuer first; none where it signs itself. */
export function authoritiesAbove({ issuer, ancestors = [] }: LintContext): readonly Certificate[] {
  return issuer === 'self' ? [] : [issuer, ...ancestors];
}
