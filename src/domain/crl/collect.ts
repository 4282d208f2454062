import { EntryRun } from '#lint';
import type { Context } from './context.ts';
import type { CrlScope } from './crl.ts';
import { encodeEntries, pageSize } from './encode.ts';
import type { EntryWhere } from './entry-store.ts';
import { Overtaken } from './overtaken.ts';
import { kindsOf } from './scope.ts';
import type { Segment } from './segment-store.ts';
import type { EntryRow } from './tables.ts';

/** The entries of a list to be: first those that stand in segments, then others. */
export interface Collected {
  readonly entries: number;
  readonly octets: number;
  readonly segments: readonly Segment[];
  /** Entries in no segment, encoded for this list. */
  readonly loose: readonly Uint8Array[];
  /** All of them, for those who judge. */
  readonly runs: readonly EntryRun[];
}

/**
 * The entries that a list of this scope holds now. Most are not looked at: they come encoded, in segments. What is
 * read is read in pieces, between which entries may come and move; a list that met with a move is not put on record.
 *
 * @throws Overtaken when a segment was gone before it could be read.
 */
export async function collectEntries(
  context: Context,
  authorityId: number,
  scope: CrlScope,
): Promise<Collected> {
  const where: EntryWhere = { authorityId, kinds: kindsOf(scope), shard: scope.shard };
  if (where.kinds.length === 0) return fromRuns([]);
  const { reasons } = scope;
  if (reasons || (await hasNoSegments(context, where))) {
    return fromRuns(
      await encodePages((last) =>
        context.store.entries.listLive(
          { ...where, reasons },
          { position: last?.position ?? 0, limit: pageSize },
        ),
      ),
    );
  }
  return withSegments(context, where, fromRuns(await encodeLoose(context, where)));
}

/** A shard has none while the entries of all shards stand together. */
async function hasNoSegments(
  { store }: Context,
  { authorityId, shard }: EntryWhere,
): Promise<boolean> {
  return shard !== undefined && (await store.segments.listMixed(authorityId)).length > 0;
}

/** Shard by shard, as their index has them, where a million others are not looked at. */
async function encodeLoose(
  { store }: Context,
  { authorityId, kinds, shard }: EntryWhere,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const kind of kinds) {
    const readPage = (last: EntryRow | undefined): Promise<EntryRow[]> => {
      const place = last ?? { shard: shard ?? 0, position: 0 };
      return store.entries.listLoose({ authorityId, kind, shard }, { place, limit: pageSize });
    };
    runs.push(...(await encodePages(readPage)));
  }
  return runs;
}

/** What changed after a position, for a delta list (RFC 5280 §5.2.4). */
export async function collectChanges(
  { store }: Context,
  authorityId: number,
  position: number,
): Promise<Collected> {
  const where: EntryWhere = { authorityId, kinds: ['user'] };
  return fromRuns(
    await encodePages((last) =>
      store.entries.listSince(where, last?.position ?? position, pageSize),
    ),
  );
}

interface Run {
  readonly entries: number;
  readonly der: Uint8Array;
}

/** Reads and encodes page after page, each behind the last row of the one before. */
async function encodePages(
  readPage: (last: EntryRow | undefined) => Promise<EntryRow[]>,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (let [last, isMore] = [undefined as EntryRow | undefined, true]; isMore;) {
    const rows = await readPage(last);
    if (rows.length > 0) runs.push({ entries: rows.length, der: encodeEntries(rows) });
    [last, isMore] = [rows.at(-1), rows.length === pageSize];
  }
  return runs;
}

function fromRuns(runs: readonly Run[]): Collected {
  return {
    entries: runs.reduce((sum, run) => sum + run.entries, 0),
    octets: runs.reduce((sum, run) => sum + run.der.length, 0),
    segments: [],
    loose: runs.map(({ der }) => der),
    runs: runs.map(({ der }) => new EntryRun(der)),
  };
}

async function withSegments(
  { store, runs }: Context,
  where: EntryWhere,
  loose: Collected,
): Promise<Collected> {
  const segments = await store.segments.list(where);
  const ids = segments.map(({ id }) => id);
  const found = (await runs.take(ids, store.segments.read)).map((run) => {
    if (!run) throw new Overtaken();
    return run;
  });
  return {
    ...loose,
    entries: segments.reduce((sum, { entries }) => sum + entries, loose.entries),
    octets: segments.reduce((sum, { octets }) => sum + octets, loose.octets),
    segments,
    runs: [...found, ...loose.runs],
  };
}
