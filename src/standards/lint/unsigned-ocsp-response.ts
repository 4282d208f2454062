import type { Certificate, ParsedResponseData, SignatureAlgorithm } from '#x509';
import type { Rule } from './rule.ts';

/** What a rule may look at besides the answers themselves. */
export interface OcspContext {
  /** The algorithm in which the responder's key will sign: the document names none. */
  readonly algorithm: SignatureAlgorithm;
  /** Who issued the certificates that are asked about. */
  readonly issuer: Certificate;
  /** Whose key signs: the issuer's, or that of a delegate with a certificate from the issuer. */
  readonly responder: Certificate;
  /** The nonce of the request that is answered. Default: there is none. */
  readonly nonce?: Uint8Array | undefined;
}

/** A rule over an unsigned ResponseData. */
export type OcspRule = Rule<ParsedResponseData, OcspContext>;
