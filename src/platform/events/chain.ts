import { StatementError } from '#db';
import { createHash } from 'node:crypto';
import type { EventRow, EventStore, Head } from './store.ts';

/** What is wrong with one entry. */
export interface ChainFault {
  /** The entry; for a missing one, the id that it had. */
  readonly id: number;
  /**
   * `changed`: it does not have its hash · `missing`: it is not there · `unlinked`: it does not follow the entry before
   * it, so that one of the two was replaced · `replaced`: its hash is not the one that was kept elsewhere.
   */
  readonly fault: 'changed' | 'missing' | 'unlinked' | 'replaced';
}

/** What {@link verifyChain} found. */
export interface Verdict {
  /** How many entries from the first are sound; all of them where there is no fault. */
  readonly entries: number;
  /** The first fault. */
  readonly fault?: ChainFault;
}

/** What stands before the first entry. */
export const genesis: Head = Object.freeze({ id: 0, hash: '0'.repeat(64) });

const pageSize = 500;

/**
 * Lower-case hex of the SHA-256 over one entry and the hash before it. The encoding is the UTF-8 JSON array of a format
 * name and the columns in this order, so that no two entries have the same: every text is quoted, every place is fixed.
 */
export function hashEntry(row: Omit<EventRow, 'hash'>): string {
  const { previous_hash, id, type, at_ms, actor, subjects, payload } = row;
  const parts = ['certwright-event-1', previous_hash, id, type, at_ms, actor, subjects, payload];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * Walks the whole trail and stops at the first entry that was edited, removed, moved or put in.
 * Whoever may write the database can also write a whole new trail: only a `head` kept out of their reach tells that.
 */
export async function verifyChain(store: EventStore, head: Head = genesis): Promise<Verdict> {
  // Asked first: entries that come during the walk are not missing.
  const lastId = Math.max(await store.lastGivenId(), head.id);
  let previous = genesis;
  let afterId = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const page = await readPage(store, afterId);
    if (!page) return { entries: previous.id, fault: { id: previous.id + 1, fault: 'changed' } };
    if (page.length === 0) break;
    for (const row of page) {
      const fault = findFault(previous, row, head);
      if (fault) return { entries: previous.id, fault };
      previous = row;
    }
    afterId = previous.id;
  }
  if (previous.id >= lastId) return { entries: previous.id };
  return { entries: previous.id, fault: { id: previous.id + 1, fault: 'missing' } };
}

/** Undefined when the next entry holds a number that we never write, larger than JavaScript can read. */
async function readPage(store: EventStore, afterId: number): Promise<EventRow[] | undefined> {
  for (const size of [pageSize, 1]) {
    try {
      return await store.listAfter(afterId, size);
    } catch (error) {
      if (!(error instanceof StatementError && error.code === 'ERR_OUT_OF_RANGE')) throw error;
    }
  }
  return undefined;
}

function findFault(previous: Head, row: EventRow, head: Head): ChainFault | undefined {
  const { id } = row;
  if (id > previous.id + 1) return { id: previous.id + 1, fault: 'missing' };
  if (hashEntry(row) !== row.hash) return { id, fault: 'changed' };
  if (id <= previous.id || row.previous_hash !== previous.hash) return { id, fault: 'unlinked' };
  if (id === head.id && row.hash !== head.hash) return { id, fault: 'replaced' };
  return undefined;
}
