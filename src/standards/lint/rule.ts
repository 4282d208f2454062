import type { Certificate, ParsedTbs } from '#x509';

/** What a rule may look at besides the document itself. */
export interface LintContext {
  /** The certificate of whoever signs; `self` where the document is to be signed by its own key. */
  readonly issuer: Certificate | 'self';
}

/**
 * One rule over an unsigned certificate: one file, the sentence of the standard on top, good and bad samples beside it.
 * Rules judge what was decoded from the exact bytes to be signed, never what somebody meant to encode.
 */
export interface CertificateRule {
  /** snake_case, stable: it is the `code` of a problem. */
  readonly name: string;
  /** Where the standard says it: `RFC 5280 §4.1.2.2`. */
  readonly source: string;
  /** One sentence saying what is wrong, or undefined when all is well. */
  check(document: ParsedTbs, context: LintContext): string | undefined;
}
