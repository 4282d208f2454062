import type { Generated, Selectable, Transaction } from 'kysely';

/** One row of the table `crl_policy`; an authority without one has the defaults. */
export interface PolicyTable {
  authority_id: number;
  validity_seconds: number;
  renewal_seconds: number;
  /** JSON array. */
  lists: string;
  shards: number;
  deltas: number;
  kept: number;
}

/** One row of the table `crl_state`: what counts up for one authority. */
export interface StateTable {
  authority_id: number;
  /** The highest CRL number ever given to a list, signed or not. */
  last_number: number;
  /** Of the entry that came last. */
  last_position: number;
  /** Counts every change to entries but the coming of new ones: who reads them in pieces knows whether they moved. */
  layout: number;
  /** Entries of certificates that ended before this have left, or never were. */
  swept_ms: number;
}

/** One row of the table `crl_entry`: that a certificate is revoked, or was taken off hold. */
export interface EntryTable {
  authority_id: number;
  /** Counts up for each authority, in the order of commits. */
  position: number;
  kind: EntryKind;
  /** Id of the certificate; 0 for that of an authority, which its serial names. */
  subject_id: number;
  shard: number;
  serial: string;
  reason: string;
  revoked_ms: number;
  compromised_ms: number | null;
  not_after_ms: number;
  /** 1: no longer revoked; only delta lists say so. */
  released: number;
  /** Where its encoded form is; null while it is encoded each time. */
  segment_id: number | null;
}

/** Whose certificate it is. */
export type EntryKind = 'user' | 'ca';

/** One row of the table `crl_segment`: encoded entries, one after the other. Its bytes never change. */
export interface SegmentTable {
  id: Generated<number>;
  authority_id: number;
  kind: EntryKind;
  /** -1 where its entries are of any shard. */
  shard: number;
  entries: number;
  der: Uint8Array;
  /** 1: its entries stand elsewhere by now; kept while a list is made from it. */
  retired: Generated<number>;
}

/** One row of the table `crl_packed`: of a segment whose entries have no rows, what their encoded form does not say. */
export interface PackedTable {
  segment_id: number;
  authority_id: number;
  /** The least and the greatest id of a certificate. */
  first_subject: number;
  last_subject: number;
  last_position: number;
  first_revoked_ms: number;
  first_end_ms: number;
  facts: Uint8Array;
}

/** One row of the table `crl_segment_deflated`: a segment as it goes into a compressed list. */
export interface DeflatedTable {
  segment_id: number;
  /** Of the segment before it was compressed. */
  crc32: number;
  /** Whole blocks of DEFLATE (RFC 1951), none of them the last; they refer to nothing before them. */
  bytes: Uint8Array;
}

/** One row of the table `crl`. */
export interface ListTable {
  id: Generated<number>;
  authority_id: number;
  name: string;
  number: number;
  base_number: number | null;
  /**
   * `intent`: its exact bytes are being put on record, or are, and may have been signed. `published`: signed and to be
   * had. `abandoned`: the process ended in between; the number stays taken.
   */
  state: 'intent' | 'published' | 'abandoned';
  /** 1: it came because the time had come, not because something had changed. */
  regular: number;
  this_update_ms: number;
  next_update_ms: number;
  entries: number;
  /** It holds every entry up to this position. */
  last_position: number;
  /** What the frame puts before and after the parts. */
  head: Uint8Array | null;
  tail: Uint8Array | null;
  size_bytes: number;
  gzip_bytes: number | null;
  created_ms: number;
  /** How long it took to make. */
  took_ms: number;
  /** How long the longest of its new revocations waited; null where it has none. */
  visible_ms: number | null;
}

/** One row of the table `crl_piece`: the unsigned list is these, one after the other. */
export interface PieceTable {
  crl_id: number;
  position: number;
  /** The segment that it is; null for bytes of its own, which are a part at the same position. */
  segment_id: number | null;
  octets: number;
}

/** One row of the table `crl_part`: the bytes of a piece that no other list has. */
export interface PartTable {
  crl_id: number;
  form: PartForm;
  position: number;
  bytes: Uint8Array;
}

/** `tbs`: as they are signed. `gzip`: as they stand in the compressed list. */
export type PartForm = 'tbs' | 'gzip';

/** One row of the table `crl_alarm`: that a list is late, or stale, was told. */
export interface AlarmTable {
  authority_id: number;
  name: string;
  state: 'late' | 'stale';
  /** 0 where there never was a list. */
  next_update_ms: number;
}

/** Tables that only the stores of this room read and write. */
export interface CrlTables {
  crl: ListTable;
  crl_alarm: AlarmTable;
  crl_entry: EntryTable;
  crl_packed: PackedTable;
  crl_part: PartTable;
  crl_piece: PieceTable;
  crl_policy: PolicyTable;
  crl_segment: SegmentTable;
  crl_segment_deflated: DeflatedTable;
  crl_state: StateTable;
}

export type Trx = Transaction<CrlTables>;
export type EntryRow = Selectable<EntryTable>;
export type ListRow = Selectable<ListTable>;
export type PieceRow = Selectable<PieceTable>;
export type StateRow = Selectable<StateTable>;
