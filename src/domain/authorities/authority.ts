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
  /** Its present certificate; for others of the same name and key see `chains` and `certificates`. */
  readonly certificate: Certificate;
  readonly pem: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: Name;
  readonly issuer: Name;
  /** Certificates of other houses above it, nearest first, where such a house signed it and they are known. */
  readonly outside: readonly Certificate[];
  /** Alias of the key backend that holds its private key. */
  readonly keyBackend: string;
  readonly sign: SignExtensions;
  readonly caaIdentity: string;
  readonly website: string;
  readonly termsOfService: string;
  readonly revocation: Revocation | null;
}

/**
 * What a certificate is to its authority: `primary`, the present one; `previous`, one that a renewal has replaced;
 * `cross`, for the same key by another issuer; the two links of a new key (RFC 9810 §4.4): `old-with-new`, the old key
 * vouched for by the new one, and `new-with-old`.
 */
export type CertificateKind = 'primary' | 'previous' | 'cross' | 'old-with-new' | 'new-with-old';

/** One certificate of an authority: all of them are for its name and its key. Frozen. */
export interface AuthorityCertificate {
  readonly kind: CertificateKind;
  readonly authorityId: number;
  /** The authority of ours whose key signed it: its own for a root; null when another house did. */
  readonly issuerId: number | null;
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  readonly certificate: Certificate;
  readonly pem: string;
  readonly revocation: Revocation | null;
}

/** An authority that waits for the certificate that another house is to sign. Frozen. */
export interface RequestedAuthority {
  readonly id: number;
  readonly name: string;
  readonly created: Date;
  readonly subject: Name;
  /** PKCS #10 in PEM: what the other house is to be given. */
  readonly csr: string;
  readonly keyBackend: string;
}

/**
 * Names one authority: a record of it, or one of its keys. A serial may be lower case, with colons and leading zeros, and
 * that of any certificate it has or had.
 */
export type AuthorityRef =
  | { readonly id: number }
  | { readonly serial: string }
  | { readonly name: string };
