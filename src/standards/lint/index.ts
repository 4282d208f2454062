/**
 * Says no to well-formed documents that break a rule, before they are signed: one rule per file over the exact bytes
 * to be signed. Knows RFC 5280 and our own limits; knows no authority, no request, no profile. `prepareCertificate`
 * hands out the only thing that can be redeemed for a signature. No tables, no events.
 */
export { Prepared, prepareCertificate } from './prepare.ts';
export type { CertificateRule, LintContext } from './rule.ts';
