import type { Generated, Insertable, Selectable, Transaction } from 'kysely';
import type {
  AcmeAccount,
  AcmeAuthorization,
  AcmeChallenge,
  AcmeOrder,
  ChallengeType,
} from './record.ts';

/** One row of the table `acme_policy`; an authority without one has the defaults. */
export interface PolicyTable {
  authority_id: number;
  enabled: number;
  registration: number;
  profile: string;
  requires_contact: number;
  /** JSON of all else. */
  settings: string;
}

/** One row of the table `acme_account`. */
export interface AccountTable {
  id: Generated<number>;
  slug: string;
  authority_id: number;
  /** That of the authority when the account was made. */
  authority_serial: string;
  status: AcmeAccount['status'];
  /** Unique among those of the authority. */
  thumbprint: string;
  jwk: string;
  spki: Uint8Array;
  algorithm: string;
  /** JSON: a list of URLs. */
  contact: string;
  terms_agreed: number;
  binding_id: number | null;
  /** Address it was made from, for the limits. */
  client: string | null;
  created_ms: number;
  updated_ms: number;
}

/** One row of the table `acme_binding`. */
export interface BindingTable {
  id: Generated<number>;
  key_id: string;
  authority_id: number;
  status: 'open' | 'used' | 'revoked';
  /** The MAC key in base64url while it may bind; gone afterwards. */
  secret: string | null;
  description: string;
  profile: string | null;
  /** JSON: a list of name rules. */
  names: string;
  created_ms: number;
  expires_ms: number | null;
}

/** One row of the table `acme_order`. */
export interface OrderTable {
  id: Generated<number>;
  slug: string;
  authority_id: number;
  account_id: number;
  status: AcmeOrder['status'];
  expires_ms: number;
  /** JSON: a list of identifiers, as they were asked for. */
  identifiers: string;
  not_before_ms: number | null;
  not_after_ms: number | null;
  profile: string | null;
  replaces: string | null;
  /** DER, from finalize on. */
  csr: Uint8Array | null;
  certificate_id: number | null;
  /** JSON of a problem. */
  error: string | null;
  created_ms: number;
  updated_ms: number;
}

/** One row of the table `acme_order_authorization`: which authorization does for which identifier of an order. */
export interface OrderAuthorizationTable {
  order_id: number;
  /** Place of the identifier in the order, from 0. */
  place: number;
  authorization_id: number;
}

/** One row of the table `acme_authorization`. */
export interface AuthorizationTable {
  id: Generated<number>;
  slug: string;
  authority_id: number;
  account_id: number;
  type: 'dns' | 'ip';
  /** Without `*.`. */
  value: string;
  wildcard: number;
  subdomains: number;
  status: AcmeAuthorization['status'];
  expires_ms: number;
  /** When CAA records last allowed its name; null when they were not asked for. */
  caa_ms: number | null;
  created_ms: number;
  updated_ms: number;
}

/** One row of the table `acme_challenge`. */
export interface ChallengeTable {
  id: Generated<number>;
  slug: string;
  authorization_id: number;
  /** That of the authorization. */
  account_id: number;
  type: ChallengeType;
  token: string | null;
  status: AcmeChallenge['status'];
  /** How often a proof was looked for. */
  tries: number;
  /** When the next try is due, while processing. */
  next_ms: number | null;
  validated_ms: number | null;
  /** JSON of a problem. */
  error: string | null;
  updated_ms: number;
}

/** One row of the table `acme_nonce`: one that was used and would otherwise still be good. */
export interface NonceTable {
  nonce: string;
  expires_ms: number;
}

/** One row of the table `acme_secret`: what all processes must share and nobody else may know. */
export interface SecretTable {
  name: 'nonce';
  value: Uint8Array;
}

/** Tables that only the store files of this room read and write. */
export interface AcmeTables {
  acme_policy: PolicyTable;
  acme_account: AccountTable;
  acme_binding: BindingTable;
  acme_order: OrderTable;
  acme_order_authorization: OrderAuthorizationTable;
  acme_authorization: AuthorizationTable;
  acme_challenge: ChallengeTable;
  acme_nonce: NonceTable;
  acme_secret: SecretTable;
}

export type Trx = Transaction<AcmeTables>;
export type AccountRow = Selectable<AccountTable>;
export type BindingRow = Selectable<BindingTable>;
export type OrderRow = Selectable<OrderTable>;
export type AuthorizationRow = Selectable<AuthorizationTable>;
export type ChallengeRow = Selectable<ChallengeTable>;
/** Which row: a database that has lost rows, as by a failover, gives their ids out anew, but never a slug. */
export type Which = Pick<OrderRow, 'id' | 'slug'>;
export type NewAccountRow = Insertable<AccountTable>;
export type NewOrderRow = Insertable<OrderTable>;
export type NewAuthorizationRow = Insertable<AuthorizationTable>;
export type NewChallengeRow = Insertable<ChallengeTable>;
