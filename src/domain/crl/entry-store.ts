import type { Kysely } from 'kysely';
import type { Database } from '#db';
import { createChangeStore, type ChangeStore } from './change-store.ts';
import { appendOver, type AppendStore } from './entry-append.ts';
import type { Bucket } from './entry.ts';
import { live, released } from './literals.ts';
import { createLooseStore, type LooseStore } from './loose-store.ts';
import { createStateStore, type StateStore } from './state-store.ts';
import type { CrlTables, EntryRow, Trx } from './tables.ts';

const removedAtOnce = 500;

/** The SQL of entries and of what counts up beside them. */
export interface EntryStore extends StateStore, AppendStore, ChangeStore, LooseStore {
  /** Entries of subjects with ids above `afterId`, up to and including `throughId`; released ones too. */
  listOfSubjects(
    reader: Kysely<CrlTables>,
    of: Pick<Bucket, 'authorityId' | 'kind'>,
    ids: { readonly afterId: number; readonly throughId: number },
  ): Promise<EntryRow[]>;
  /** Live entries whose certificate ended before `beforeMs`, not after a position; neighbours in segments together. */
  listEnded(
    trx: Trx,
    authorityId: number,
    ended: { readonly beforeMs: number; readonly throughPosition: number; readonly limit: number },
  ): Promise<EntryRow[]>;
  /** Removes entries of one authority; their segments are not touched. */
  remove(trx: Trx, entries: readonly EntryRow[]): Promise<void>;
  /** Forgets which certificates were released up to a position. */
  forgetReleased(trx: Trx, authorityId: number, throughPosition: number): Promise<void>;
}

export function createEntryStore(db: Database): EntryStore {
  return {
    ...createStateStore(db),
    ...appendOver(db.reader()),
    ...createChangeStore(db),
    ...createLooseStore(db),
    ...subjectReads,
    ...removals,
  };
}

const subjectReads: Pick<EntryStore, 'listOfSubjects' | 'listEnded'> = {
  listOfSubjects: (reader, { authorityId, kind }, { afterId, throughId }) =>
    reader
      .selectFrom('crl_entry')
      .selectAll()
      .where('authority_id', '=', authorityId)
      .where('kind', '=', kind)
      .where('subject_id', '>', afterId)
      .where('subject_id', '<=', throughId)
      .orderBy('subject_id')
      .execute(),
  listEnded: (trx, authorityId, { beforeMs, throughPosition, limit }) =>
    trx
      .selectFrom('crl_entry')
      .selectAll()
      .where('authority_id', '=', authorityId)
      .where('not_after_ms', '<', beforeMs)
      .where('position', '<=', throughPosition)
      .where('released', '=', live)
      .orderBy('segment_id')
      .orderBy('position')
      .limit(limit)
      .execute(),
};

const removals: Pick<EntryStore, 'remove' | 'forgetReleased'> = {
  remove: async (trx, entries) => {
    const [first] = entries;
    if (!first) return;
    for (let at = 0; at < entries.length; at += removedAtOnce) {
      const positions = entries.slice(at, at + removedAtOnce).map(({ position }) => position);
      await trx
        .deleteFrom('crl_entry')
        .where('authority_id', '=', first.authority_id)
        .where('position', 'in', positions)
        .execute();
    }
  },
  forgetReleased: async (trx, authorityId, throughPosition) => {
    await trx
      .deleteFrom('crl_entry')
      .where('authority_id', '=', authorityId)
      .where('released', '=', released)
      .where('position', '<=', throughPosition)
      .execute();
  },
};
