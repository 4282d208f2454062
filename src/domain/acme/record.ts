/** What is to be named in a certificate (RFC 8555 §9.7.7, RFC 8738). */
export interface Identifier {
  readonly type: 'dns' | 'ip';
  /** A host name in lower case, A-labels, no trailing dot, `*.` only in an order; or an address in its shortest form. */
  readonly value: string;
}

/** As an order may ask for it. */
export interface OrderIdentifier extends Identifier {
  /** The name above, or its own, whose authorization is to do for this one (RFC 9444 §4.1.2). */
  readonly ancestorDomain?: string;
}

/** The public key of an account; made by the wire from a JWK, checked there. */
export interface AccountKey {
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
  /** The public JWK, in the canonical JSON of RFC 7638. */
  readonly jwk: string;
  /** What signatures of this key must name: `ES256`, `RS256`, `EdDSA`, `ML-DSA-65`, … */
  readonly algorithm: string;
}

/** A problem that an object shows to its client: `type` is the last part of `urn:ietf:params:acme:error:…`. */
export interface AcmeProblem {
  readonly type: AcmeProblemType;
  /** One sentence, printable ASCII, safe to show. */
  readonly detail: string;
  readonly identifier?: Identifier;
  readonly subproblems?: readonly AcmeProblem[];
}

/** What can go wrong after a request was answered (RFC 8555 §6.7). */
export type AcmeProblemType =
  | 'badCSR'
  | 'caa'
  | 'compound'
  | 'connection'
  | 'dns'
  | 'incorrectResponse'
  | 'rejectedIdentifier'
  | 'serverInternal'
  | 'tls'
  | 'unauthorized';

/** RFC 8555 §7.1.2. Frozen. */
export interface AcmeAccount {
  readonly id: number;
  /** 12 characters of `[a-zA-Z0-9]`, as all slugs here. */
  readonly slug: string;
  readonly authorityId: number;
  /** That of the authority when the account was made: it stays in the account's URL, which others have written down. */
  readonly authoritySerial: string;
  readonly status: 'valid' | 'deactivated' | 'revoked';
  /** URLs, `mailto:` only. */
  readonly contact: readonly string[];
  readonly termsAgreed: boolean;
  readonly key: AccountKey;
  /** Id of the external account binding it was made with (RFC 8555 §7.3.4). */
  readonly binding: string | null;
  readonly created: Date;
}

/** RFC 8555 §7.1.3. Frozen. */
export interface AcmeOrder {
  readonly id: number;
  readonly slug: string;
  readonly accountId: number;
  readonly status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  readonly expires: Date;
  readonly identifiers: readonly OrderIdentifier[];
  readonly notBefore: Date | null;
  readonly notAfter: Date | null;
  /** As asked for; null when the order left it to the policy. */
  readonly profile: string | null;
  /** Certificate id (RFC 9773 §4.1) of the certificate it replaces. */
  readonly replaces: string | null;
  /** Slugs, one for each identifier, in their order; a slug may stand twice. */
  readonly authorizations: readonly string[];
  /** Slug of the certificate, once valid: equal to the order's. */
  readonly certificate: string | null;
  /** Why it is invalid. */
  readonly error: AcmeProblem | null;
  /** When to ask again, while it is processing or a challenge is. */
  readonly retryAfter: Date | null;
}

/** RFC 8555 §7.1.4. Frozen. */
export interface AcmeAuthorization {
  readonly slug: string;
  /** Without `*.`. */
  readonly identifier: Identifier;
  readonly status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired' | 'revoked';
  readonly expires: Date;
  /** Whether it is for the names one label below (RFC 8555 §7.1.4). */
  readonly wildcard: boolean;
  /** Whether it is for all names below (RFC 9444 §4). */
  readonly subdomains: boolean;
  /** All that may be tried while pending, then the one that decided. */
  readonly challenges: readonly AcmeChallenge[];
  readonly retryAfter: Date | null;
}

/** The kinds of proof that are known here. */
export const challengeTypes = [
  'http-01',
  'dns-01',
  'tls-alpn-01',
  'dns-account-01',
  'dns-persist-01',
] as const;

/** One of {@link challengeTypes}. */
export type ChallengeType = (typeof challengeTypes)[number];

/** RFC 8555 §7.1.5. Frozen. */
export interface AcmeChallenge {
  readonly slug: string;
  readonly type: ChallengeType;
  readonly status: 'pending' | 'processing' | 'valid' | 'invalid';
  /** 43 characters of base64url, 256 bits; null for `dns-persist-01`, which has none. */
  readonly token: string | null;
  /** For `dns-persist-01`: the names that a record may name us by; empty for the others. */
  readonly issuerNames: readonly string[];
  /** Slug of its authorization. */
  readonly authorization: string;
  readonly validated: Date | null;
  /** Of the last try, also while further ones follow (RFC 8555 §8.2). */
  readonly error: AcmeProblem | null;
  /** When the next try is due, while processing. */
  readonly retryAfter: Date | null;
}

/** A key that somebody outside was given so that one account may be made with it (RFC 8555 §7.3.4). */
export interface AcmeBinding {
  /** The `kid` of the inner JWS: 20 characters of `[a-zA-Z0-9]`. */
  readonly keyId: string;
  readonly authorityId: number;
  readonly status: 'open' | 'used' | 'revoked' | 'expired';
  /** A note for people. */
  readonly description: string;
  /** The one profile that accounts bound by it get; null leaves it to the policy. */
  readonly profile: string | null;
  /** Names its account may ask for, as in {@link AcmePolicy.allowedNames}; empty for those of the policy. */
  readonly names: readonly string[];
  readonly created: Date;
  readonly expires: Date | null;
  /** Slug of the account that used it. */
  readonly account: string | null;
}

/** When a certificate is best renewed (RFC 9773 §4.2). */
export interface RenewalInfo {
  readonly start: Date;
  readonly end: Date;
  readonly explanationUrl: string | null;
  /** How long to wait before asking again. */
  readonly retryAfterMs: number;
}
