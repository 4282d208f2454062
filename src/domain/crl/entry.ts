import type { EntryKind, EntryRow } from './tables.ts';

/** Entries of one authority: of some kinds, of one shard where one is named. */
export interface EntryWhere {
  readonly authorityId: number;
  readonly kinds: readonly EntryKind[];
  readonly shard?: number;
}

/** Entries that are kept together. */
export interface Bucket {
  readonly authorityId: number;
  readonly kind: EntryKind;
  readonly shard: number;
}

/** An entry before it has its place. */
export type NewEntry = Omit<EntryRow, 'authority_id' | 'position' | 'segment_id'>;
