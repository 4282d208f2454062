/**
 * Says no to well-formed documents that break a rule, before they are signed: one rule per file over the exact bytes
 * to be signed. Knows what RFC 5280, RFC 6960, RFC 9654 and the CA/Browser Forum ask, and our own limits; knows no
 * authority, no request, no profile, no clock. What each `prepare…` hands out is the only thing that can be redeemed
 * for a signature.
 *
 * Rule sets: `rfc5280` for every certificate, `tls` for those whose profile asks, `crl` and its entries, `ocsp`. A rule
 * is a file under `rules/` and a line in the table there, with samples beside it that it must agree to and refuse.
 *
 * Not among the rules, on purpose: what decoding already refuses (duplicate extensions, serial numbers above 20 octets,
 * trailing zero bits, fractions of a second, …); what RFC 5280 merely recommends; and demands that requests and profiles
 * as everybody has them would not meet. These are: an e-mail address in the subject need not stand in the subject
 * alternative name too (§4.1.2.6); host names may have underscores, and those in URIs a single label (§4.2.1.6); the
 * key usage need not fit the type of the key unless the subject is an authority (RFC 3279 §2.3.1, RFC 8813 §3), nor the
 * purposes unless they are critical (§4.2.1.12).
 *
 * No tables, no events.
 */
export type { CertificateRule, LintContext, RuleSetName } from './certificate-rule.ts';
export { prepareCertificate, ruleSetNames } from './prepare-certificate.ts';
export { canBeUsedFor } from './key-abilities.ts';
export { EntryStock } from './entry-stock.ts';
export { prepareCrl, prepareCrlInSteps } from './prepare-crl.ts';
export type { CrlHeader, CrlPieces } from './prepare-crl.ts';
export { prepareCsr } from './prepare-csr.ts';
export { prepareOcspResponse } from './prepare-ocsp-response.ts';
export type { OcspHeader } from './prepare-ocsp-response.ts';
export { Prepared } from './prepared.ts';
export type { Rule } from './rule.ts';
export type { CrlContext, CrlEntryRule, CrlRule, EntryTerms } from './unsigned-crl.ts';
export type { OcspContext, OcspRule } from './unsigned-ocsp-response.ts';
