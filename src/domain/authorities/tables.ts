import type { Generated, Insertable, Selectable, Transaction } from 'kysely';
import type { CertificateKind } from './authority.ts';
import type { RevocationColumns } from './revocation-columns.ts';

/** One row of the table `authority`. */
export interface AuthorityTable extends RevocationColumns {
  id: Generated<number>;
  name: string;
  /** Of its present certificate; while that is not there, of the one it is to get, or a text that is no serial. */
  serial: string;
  parent_id: number | null;
  /**
   * `intent`: what is to be signed for it is on record, the signature not yet. `requested`: it waits for a certificate
   * from another house. `ready`: it can be used. `abandoned`: it did not come to be; its key is gone or soon will be,
   * its serial stays taken, its name is free.
   */
  state: 'intent' | 'requested' | 'ready' | 'abandoned';
  /** TBSCertificate, or CertificationRequestInfo, while the state is `intent`. */
  tbs: Uint8Array | null;
  der: Uint8Array | null;
  /** PKCS #10 of one that another house has certified, or is to. */
  csr: Uint8Array | null;
  /** PEM of the certificates above it that are not ours, nearest first. */
  outside: string | null;
  enabled: number;
  api_enabled: number;
  key_backend: string;
  /** JSON of the key backend's own reference; holds no secret. `{}` once the key is destroyed. */
  key_ref: string;
  /** JSON of `SignExtensions`. */
  sign: string;
  caa_identity: string;
  website: string;
  terms_of_service: string;
  not_before_ms: number;
  not_after_ms: number;
  created_ms: number;
  updated_ms: number;
}

/** One row of the table `authority_certificate`: a certificate of an authority other than its present one. */
export interface CertificateTable extends RevocationColumns {
  id: Generated<number>;
  /** Whose name and key it is for. */
  authority_id: number;
  /** Whose key signed it; null when another house did. */
  issuer_id: number | null;
  /** `primary` only while the state is `intent`: a renewal under way. */
  kind: CertificateKind;
  /**
   * `intent`: the unsigned certificate is on record, the signed one not yet. `ready`: it exists. `abandoned`: a
   * signature may exist that nobody was given; its serial stays taken.
   */
  state: 'intent' | 'ready' | 'abandoned';
  serial: string;
  /** TBSCertificate, while the state is `intent`. */
  tbs: Uint8Array | null;
  der: Uint8Array | null;
  /** PEM of the certificates above it that are not ours, nearest first. */
  outside: string | null;
  not_before_ms: number;
  not_after_ms: number;
  created_ms: number;
  updated_ms: number;
}

/** Tables that only `store.ts` and `certificate-store.ts` read and write. */
export interface AuthorityTables {
  authority: AuthorityTable;
  authority_certificate: CertificateTable;
}

export type AuthorityRow = Selectable<AuthorityTable>;
export type NewAuthorityRow = Insertable<AuthorityTable>;
export type AuthorityTrx = Transaction<AuthorityTables>;
export type CertificateRow = Selectable<CertificateTable>;
export type NewCertificateRow = Insertable<CertificateTable>;

/** The columns that a certificate fills. */
export type PrimaryColumns = Pick<
  AuthorityRow,
  'serial' | 'der' | 'parent_id' | 'outside' | 'not_before_ms' | 'not_after_ms'
>;

/** The columns that tell one certificate from another. */
export type CertificateColumns = Pick<
  CertificateRow,
  'kind' | 'issuer_id' | 'serial' | 'der' | 'outside' | 'not_before_ms' | 'not_after_ms'
>;
