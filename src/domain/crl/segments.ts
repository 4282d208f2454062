import { concat } from '#base';
import type { Context } from './context.ts';
import { encodeEntries } from './encode.ts';
import type { Bucket, Trx } from './entry-store.ts';
import type { EntryRow } from './tables.ts';

/** A list reads at most so many rows one by one; all others come in segments. */
const mostLoose = 4096;
/** Fewer are not worth a segment. */
const leastInSegment = 64;
const mostInSegment = 4096;

/**
 * Moves loose entries into segments where there are many: an entry is encoded once, and adding one to a million costs
 * what adding one to a thousand costs.
 */
export async function sealEntries(context: Context, authorityId: number): Promise<void> {
  const buckets = await context.store.entries.countLoose(authorityId);
  const loose = buckets.reduce((sum, { entries }) => sum + entries, 0);
  if (loose <= mostLoose) return;
  for (const bucket of buckets) {
    for (let left = bucket.entries; left >= leastInSegment; left -= mostInSegment)
      await context.db.transaction((trx: Trx) => sealBucket(context, trx, bucket));
  }
}

async function sealBucket({ store }: Context, trx: Trx, bucket: Bucket): Promise<void> {
  const { authorityId, kind, shard } = bucket;
  const first = { place: { shard, position: 0 }, limit: mostInSegment };
  const rows = await store.entries.listLoose({ authorityId, kind, shard }, first, trx);
  const last = rows.at(-1);
  if (!last) return;
  const der = encodeEntries(rows);
  const open = await store.segments.findLast(trx, bucket);
  const fits = open !== undefined && open.entries + rows.length <= mostInSegment;
  const segmentId = fits
    ? open.id
    : await store.segments.insert(trx, bucket, { entries: rows.length, der });
  if (fits) {
    const entries = open.entries + rows.length;
    await store.segments.replace(trx, { id: open.id, entries, der: concat(open.der, der) });
  }
  await store.segments.assign(trx, bucket, { segmentId, throughPosition: last.position });
  await store.entries.noteMove(trx, authorityId);
}

/** Takes entries away for good, out of their segments too. They are of one authority. */
export async function dropEntries(
  { store }: Context,
  trx: Trx,
  rows: readonly EntryRow[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  await store.entries.remove(trx, rows);
  const segments = new Set(rows.flatMap((row) => row.segment_id ?? []));
  for (const id of segments) {
    const left = await store.segments.listEntries(trx, id);
    await store.segments.replace(trx, { id, entries: left.length, der: encodeEntries(left) });
  }
  await store.entries.noteMove(trx, first.authority_id);
}
