import type { Certificate, Extension, Name } from '#x509';

/** Why a certificate was revoked, in the words of RFC 5280 §5.3.1. */
export type Reason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'privilegeWithdrawn'
  | 'aACompromise'
  | 'removeFromCRL';

/** When and why something was revoked. */
export interface Revocation {
  readonly revoked: Date;
  readonly reason: Reason;
  /** The invalidity date (RFC 5280 §5.3.2): since when the key is thought to be in wrong hands. */
  readonly compromised: Date | null;
}

/** Extensions that an authority puts into the certificates it signs, each null when it has none of that type. */
export interface SignExtensions {
  readonly authorityInformationAccess: Extension | null;
  readonly certificatePolicies: Extension | null;
  readonly crlDistributionPoints: Extension | null;
  readonly issuerAlternativeName: Extension | null;
}

/** A certificate authority as it stands on record. Frozen; what changes it is a verb of `#authorities`. */
export interface Authority {
  readonly id: number;
  /** Unique among authorities, 1 to 255 characters; a label for people, not the subject. */
  readonly name: string;
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  /** A disabled authority signs nothing new; what it signed stays as it was. */
  readonly enabled: boolean;
  /** Whether the REST API shows it. */
  readonly apiEnabled: boolean;
  readonly created: Date;
  readonly updated: Date;
  /** The authority that signed this one, when it is ours; null for roots. */
  readonly parentId: number | null;
  readonly certificate: Certificate;
  readonly pem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: Name;
  readonly issuer: Name;
  /** Alias of the key backend that holds its private key. */
  readonly keyBackend: string;
  readonly sign: SignExtensions;
  readonly caaIdentity: string;
  readonly website: string;
  readonly termsOfService: string;
  readonly revocation: Revocation | null;
}

/** Names one authority: a record of it, or one of its keys. A serial may be lower case, with colons and leading zeros. */
export type AuthorityRef =
  | { readonly id: number }
  | { readonly serial: string }
  | { readonly name: string };
