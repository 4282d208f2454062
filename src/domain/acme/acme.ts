import type { Secret } from '#base';
import type { Authority } from '#authorities';
import type { AcmePolicy, PolicyChanges, SavePolicy } from './policy.ts';
import type {
  AccountKey,
  AcmeAccount,
  AcmeAuthorization,
  AcmeBinding,
  AcmeChallenge,
  AcmeOrder,
  RenewalInfo,
} from './record.ts';

/** What a new account says of itself; as it came, unchecked. */
export interface Registration {
  readonly contact?: readonly string[] | undefined;
  readonly termsAgreed?: boolean | undefined;
  /** The key id of a binding whose MAC over this very account key the wire has verified. */
  readonly binding?: string | undefined;
  /** Who asks, for the limits on new accounts: an address. */
  readonly client?: string | undefined;
}

/** What is asked for in a new order; as it came, unchecked. */
export interface NewOrder {
  readonly identifiers: readonly {
    readonly type: string;
    readonly value: string;
    readonly ancestorDomain?: string | undefined;
  }[];
  readonly notBefore?: Date | undefined;
  readonly notAfter?: Date | undefined;
  readonly profile?: string | undefined;
  /** RFC 9773 §5. */
  readonly replaces?: string | undefined;
}

/** What is asked for in a pre-authorization; as it came, unchecked. */
export interface NewAuthorization {
  readonly type: string;
  readonly value: string;
  readonly subdomainAuthAllowed?: boolean | undefined;
}

/** Who asks for a revocation: the wire has verified the signature with this account's key, or with this key. */
export type Revoker = { readonly account: AcmeAccount } | { readonly spki: Uint8Array };

/** What the directory of an authority says in `meta`. */
export interface AcmeMeta {
  readonly termsOfService: string;
  readonly website: string;
  readonly caaIdentities: readonly string[];
  readonly externalAccountRequired: boolean;
  /** What each offered profile is for, by name (draft-ietf-acme-profiles); empty when clients cannot choose. */
  readonly profiles: Readonly<Record<string, string>>;
  /** RFC 9444 §4.4. */
  readonly subdomainAuthAllowed: boolean;
}

/** A page of the orders of an account. */
export interface OrderPage {
  /** Slugs, the latest first. */
  readonly orders: readonly string[];
  /** What to ask for the next page with; null on the last. */
  readonly next: string | null;
}

/** What a new binding is made from. */
export interface NewBinding {
  /** A note for people, at most 200 characters. */
  readonly description?: string;
  /** The one profile that accounts bound by it get. Default: that of the policy. */
  readonly profile?: string;
  /** What its accounts may ask for. Default: what the policy allows. */
  readonly names?: readonly string[];
  /** From here on it no longer binds. Default: never. */
  readonly expires?: Date;
  /** Who does it, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** The keys for external account bindings. */
export interface Bindings {
  /** Makes one. The key (32 bytes, base64url) is in this answer alone. Tells `acme_binding.created`. */
  create(
    authority: Authority,
    binding?: NewBinding,
  ): Promise<{ readonly record: AcmeBinding; readonly key: Secret }>;
  list(authority: Authority): Promise<readonly AcmeBinding[]>;
  /** It binds nothing any more; the account that used it stays. Throws `not_found`. Tells `acme_binding.revoked`. */
  revoke(
    authority: Authority,
    keyId: string,
    options?: { readonly actor?: string },
  ): Promise<AcmeBinding>;
  /** The MAC key (32 bytes, as base64url) of one that may still bind; throws `unauthorized` for any other. */
  key(authority: Authority, keyId: string): Promise<Secret>;
}

/**
 * The verbs of this room. What an account asks for is told from what others have: a slug of somebody else's is answered
 * exactly as one that is not there, with `unauthorized`.
 */
export interface Acme {
  policy(authorityId: number): Promise<AcmePolicy>;
  /** Changes what is given, keeps the rest. Throws `bad_request` when a value cannot be. Tells `acme_policy.changed`. */
  setPolicy(authorityId: number, changes: PolicyChanges, options?: SavePolicy): Promise<AcmePolicy>;
  /** Throws `not_found` unless ACME clients may come to this authority now: usable, and ACME switched on. */
  requireOpen(authority: Authority): Promise<void>;
  meta(authority: Authority): Promise<AcmeMeta>;
  readonly bindings: Bindings;

  /**
   * An account for this key: the one there is, else a new one (RFC 8555 §7.3). Tells `acme_account.registered`.
   *
   * @throws CaError `unauthorized` (registration is closed; the binding is used, revoked, unknown; the account there is
   *   is no longer valid), `terms_not_agreed`, `bad_contact`, `unsupported_contact`, `binding_required`, `rate_limited`.
   */
  register(
    authority: Authority,
    key: AccountKey,
    registration: Registration,
  ): Promise<{ readonly account: AcmeAccount; readonly created: boolean }>;
  /** Also one that is deactivated or revoked: look at its status. */
  findAccount(
    authority: Authority,
    by: { readonly thumbprint: string } | { readonly slug: string },
  ): Promise<AcmeAccount | undefined>;
  /** As `findAccount`; throws `no_such_account` or, when it is not valid any more, `unauthorized`. */
  getAccount(
    authority: Authority,
    by: { readonly thumbprint: string } | { readonly slug: string },
  ): Promise<AcmeAccount>;
  /** Every account of an authority, for people. */
  listAccounts(authority: Authority): Promise<readonly AcmeAccount[]>;
  /** The URL of an account: in Location and `kid`, in CAA and TXT records. */
  accountUrl(account: AcmeAccount): string;
  updateAccount(
    account: AcmeAccount,
    changes: {
      readonly contact?: readonly string[] | undefined;
      readonly termsAgreed?: boolean | undefined;
    },
  ): Promise<AcmeAccount>;
  /** By its owner, for ever; its open orders become invalid, its authorizations deactivated (RFC 8555 §7.3.6). */
  deactivateAccount(account: AcmeAccount): Promise<AcmeAccount>;
  /** By the authority, for ever; its open orders become invalid, its authorizations revoked (RFC 8555 §7.1.2). */
  revokeAccount(account: AcmeAccount, options?: { readonly actor?: string }): Promise<AcmeAccount>;
  /** Throws `already_exists` when another account of the authority has the new key (RFC 8555 §7.3.5). */
  changeKey(account: AcmeAccount, key: AccountKey): Promise<AcmeAccount>;

  /** The latest first, at most 100 a page, none that is expired and without certificate. */
  listOrders(account: AcmeAccount, after?: string): Promise<OrderPage>;
  /** All of an authority, for people: the latest 1000. */
  ordersOf(authority: Authority): Promise<readonly AcmeOrder[]>;
  /**
   * @throws CaError `bad_request`, `unsupported_identifier`, `rejected_identifier` (a problem for each identifier, with
   *   the path `['identifiers', n]`), `bad_profile`, `already_replaced`, `rate_limited`.
   */
  newOrder(account: AcmeAccount, order: NewOrder): Promise<AcmeOrder>;
  getOrder(account: AcmeAccount, slug: string): Promise<AcmeOrder>;
  /** Pre-authorization (RFC 8555 §7.4.1); errors as of `newOrder`. */
  newAuthorization(account: AcmeAccount, identifier: NewAuthorization): Promise<AcmeAuthorization>;
  getAuthorization(account: AcmeAccount, slug: string): Promise<AcmeAuthorization>;
  /** RFC 8555 §7.5.2. Throws `bad_request` unless it is pending or valid. */
  deactivateAuthorization(account: AcmeAccount, slug: string): Promise<AcmeAuthorization>;
  getChallenge(account: AcmeAccount, slug: string): Promise<AcmeChallenge>;
  /**
   * The client says that its proof is there: processing, and a job looks; sent again, the next look is at once
   * (RFC 8555 §8.2). Throws `bad_request` when the authorization is no longer pending.
   */
  respond(account: AcmeAccount, slug: string): Promise<AcmeChallenge>;
  /**
   * Processing, and a job issues (RFC 8555 §7.4).
   *
   * @param csrDer  PKCS #10.
   * @throws CaError `order_not_ready`, `bad_csr`, `bad_key`, `already_replaced`.
   */
  finalize(account: AcmeAccount, slug: string, csrDer: Uint8Array): Promise<AcmeOrder>;
  /**
   * The certificate of a valid order with each of its chains, the ordinary one first (RFC 8555 §7.4.2): PEM, the
   * certificate itself on top; a root is left out unless nothing else stands above.
   *
   * @throws CaError `unauthorized` also when the certificate is revoked.
   */
  certificateChains(account: AcmeAccount, slug: string): Promise<readonly string[]>;
  /**
   * RFC 8555 §7.6. Throws `unauthorized`, `already_revoked`, `bad_reason`, `bad_certificate`.
   *
   * @param reason  A code of RFC 5280 §5.3.1. Default: 0.
   */
  revoke(
    authority: Authority,
    request: {
      readonly certificateDer: Uint8Array;
      readonly reason?: number | undefined;
      readonly by: Revoker;
    },
  ): Promise<void>;
  /** RFC 9773; throws `bad_request` when the id is malformed, `not_found` when there is no such certificate. */
  renewalInfo(authority: Authority, certificateId: string): Promise<RenewalInfo>;

  /** 32 octets, the same for all processes on the database: by them they know each other's nonces. */
  nonceKey(): Promise<Secret<Uint8Array>>;
  /** Notes that a nonce was used, until it would be stale anyway; false when it was before, in whichever process. */
  spendNonce(nonce: string, expiresMs: number): Promise<boolean>;
  /** Books the timetable: expiry and clean-up. */
  start(): Promise<void>;
}
