import type { Generated, Kysely, Selectable, Transaction } from 'kysely';
import type { CertIdHash } from '#x509';

/** One row of the table `ocsp_policy`; an authority without one has the defaults. */
export interface OcspPolicyTable {
  authority_id: number;
  key_backend: string;
  responder_key_validity_days: number;
  response_validity_seconds: number;
}

/** One row of the table `ocsp_responder`. */
export interface ResponderTable {
  id: Generated<number>;
  authority_id: number;
  /** `making`: there is a key, and no certificate yet. `ready`: it answers while it is valid. `ended`: its key is gone. */
  state: 'making' | 'ready' | 'ended';
  key_backend: string;
  /** JSON of the key backend's own reference; holds no secret. */
  key_ref: string;
  certificate_id: number | null;
  der: Uint8Array | null;
  not_before_ms: number | null;
  not_after_ms: number | null;
  created_ms: number;
}

/** One row of the table `ocsp_answer`: one statement about one certificate, never changed once it is signed. */
export interface AnswerTable {
  id: Generated<number>;
  authority_id: number;
  serial: string;
  /** With which hash it names the issuer: clients find only what they asked for. */
  hash: CertIdHash;
  /** As on record of the certificate when the answer was made; null for good. */
  revoked_ms: number | null;
  reason: string | null;
  this_update_ms: number;
  next_update_ms: number;
  /** From here on a new one is made. */
  renew_ms: number;
  /** End of the certificate: after it, nobody renews the answer unasked. */
  until_ms: number;
  /** ResponseData, until it is signed. */
  tbs: Uint8Array | null;
  /** OCSPResponse, once it is signed. */
  der: Uint8Array | null;
}

/** Tables that only the stores of this room read and write. */
export interface OcspTables {
  ocsp_policy: OcspPolicyTable;
  ocsp_responder: ResponderTable;
  ocsp_answer: AnswerTable;
}

export type ResponderRow = Selectable<ResponderTable>;
export type AnswerRow = Selectable<AnswerTable>;
export type OcspTrx = Transaction<OcspTables>;
export type OcspReader = Kysely<OcspTables>;
