import { concat } from '#base';
import type { Context } from './context.ts';
import { encodeEntries } from './encode.ts';
import type { Bucket, NewEntry } from './entry.ts';
import { policyOf } from './policy.ts';
import { anyShard } from './segment-store.ts';
import { packEntries, unpackSegment } from './packed.ts';
import type { EntryKind, EntryRow, Trx } from './tables.ts';

/** A list reads, encodes and judges at most so many rows one by one; all others come in segments. */
const mostLoose = 256;
/** From so many on, entries that come at once are packed. */
const leastPacked = 1024;
/** Fewer are not worth a segment. */
const leastInSegment = 64;
const mostInSegment = 4096;

/**
 * Moves loose entries into segments where there are many: an entry is encoded once, and adding one to a million costs
 * what adding one to a thousand costs. Shards have segments of their own where the authority has lists of them.
 */
export async function sealEntries(context: Context, authorityId: number): Promise<void> {
  const { store, db } = context;
  const { shards } = await policyOf(context, authorityId);
  if (shards) await splitMixed(context, authorityId);
  const counted = await store.entries.countLoose(authorityId);
  if (counted.reduce((sum, { entries }) => sum + entries, 0) <= mostLoose) return;
  const sizes = new Map<string, { readonly bucket: Bucket; readonly entries: number }>();
  for (const { kind, shard, entries } of counted) {
    const bucket = { authorityId, kind, shard: shards ? shard : mixedShard(kind) };
    const name = `${kind}/${bucket.shard}`;
    sizes.set(name, { bucket, entries: entries + (sizes.get(name)?.entries ?? 0) });
  }
  for (const { bucket, entries } of sizes.values())
    for (let left = entries; left >= leastInSegment; left -= mostInSegment)
      await db.transaction((trx: Trx) => sealBucket(context, trx, bucket));
}

/** Entries of users that are many are packed as they come; others become rows. They are all of one kind. */
export async function addEntries(
  context: Context,
  trx: Trx,
  { authorityId, kind }: Pick<Bucket, 'authorityId' | 'kind'>,
  entries: readonly NewEntry[],
): Promise<void> {
  const { store } = context;
  const isMany = entries.length > leastPacked && entries.length <= mostInSegment;
  const isPlain = kind === 'user' && entries.every(({ released }) => released === 0);
  if (!isMany || !isPlain || (await policyOf(context, authorityId)).shards)
    return store.entries.append(trx, authorityId, entries);
  const first = await store.entries.takePositions(trx, authorityId, entries.length);
  const content = { entries, positionOf: (i: number) => first + i };
  await packEntries(context, trx, { authorityId, kind, shard: anyShard }, content);
}

/** Those of authorities have no shards. */
function mixedShard(kind: EntryKind): number {
  return kind === 'user' ? anyShard : 0;
}

/** An authority that has got lists of shards: its entries are put into their segments anew. */
async function splitMixed(context: Context, authorityId: number): Promise<void> {
  const { store, db } = context;
  for (const { id } of await store.segments.listMixed(authorityId)) {
    await db.transaction(async (trx: Trx) => {
      await store.entries.insert(trx, (await unpackSegment(context, trx, id)) ?? []);
      await store.segments.retire(trx, id, null);
      await store.entries.noteMove(trx, authorityId);
    });
  }
}

async function sealBucket({ store }: Context, trx: Trx, bucket: Bucket): Promise<void> {
  const { authorityId, kind, shard } = bucket;
  const rows =
    shard === anyShard
      ? await store.entries.listFirstLoose(trx, { authorityId, kind }, mostInSegment)
      : await store.entries.listLoose(
          { authorityId, kind, shard },
          { place: { shard, position: 0 }, limit: mostInSegment },
          trx,
        );
  const last = rows.at(-1);
  if (!last) return;
  const open = await store.segments.findLast(trx, bucket);
  const joined = open && open.entries + rows.length <= mostInSegment ? open : undefined;
  const segmentId = await store.segments.insert(trx, bucket, {
    entries: rows.length + (joined?.entries ?? 0),
    der: concat(joined?.der ?? new Uint8Array(0), encodeEntries(rows)),
  });
  if (joined) await store.segments.retire(trx, joined.id, segmentId);
  await store.segments.assign(trx, bucket, { segmentId, throughPosition: last.position });
  await store.entries.noteMove(trx, authorityId);
}

/** Takes entries away for good, out of their segments too. They are of one authority and one kind. */
export async function dropEntries(
  context: Context,
  trx: Trx,
  rows: readonly EntryRow[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const { store } = context;
  await store.entries.remove(trx, rows);
  const dropped = new Set(rows.map(({ position }) => position));
  for (const id of new Set(rows.flatMap((row) => row.segment_id ?? [])))
    await rewriteSegment(context, trx, id, dropped);
  await store.entries.noteMove(trx, first.authority_id);
}

/** What is left of a segment, in a segment of its own: packed where it was. */
async function rewriteSegment(
  context: Context,
  trx: Trx,
  id: number,
  dropped: ReadonlySet<number>,
): Promise<void> {
  const { store } = context;
  const packed = await unpackSegment(context, trx, id);
  const left = packed
    ? packed.filter(({ position }) => !dropped.has(position))
    : await store.segments.listEntries(trx, id);
  const bucket = await store.segments.bucketOf(trx, id);
  const put = (): Promise<number> =>
    packed
      ? packEntries(context, trx, bucket, {
          entries: left,
          positionOf: (i) => left[i]?.position ?? 0,
        })
      : store.segments.insert(trx, bucket, { entries: left.length, der: encodeEntries(left) });
  await store.segments.retire(trx, id, left.length === 0 ? null : await put());
}
