import type { Database } from '#db';
import { createEntryStore, type EntryStore } from './entry-store.ts';
import { createListStore, type ListStore } from './list-store.ts';
import { createPackedStore, type PackedStore } from './packed-store.ts';
import { createPieceStore, type PieceStore } from './piece-store.ts';
import { createPolicyStore, type PolicyStore } from './policy-store.ts';
import { createSegmentStore, type SegmentStore } from './segment-store.ts';

/** All SQL of this room. */
export interface CrlStore {
  readonly policies: PolicyStore;
  readonly entries: EntryStore;
  readonly segments: SegmentStore;
  readonly packed: PackedStore;
  readonly lists: ListStore;
  readonly pieces: PieceStore;
}

export function createStore(db: Database): CrlStore {
  return {
    policies: createPolicyStore(db),
    entries: createEntryStore(db),
    segments: createSegmentStore(db),
    packed: createPackedStore(db),
    lists: createListStore(db),
    pieces: createPieceStore(db),
  };
}
