import type { Context } from './context.ts';
import type { CrlScope } from './crl.ts';
import { encodeEntries, pageSize } from './encode.ts';
import type { EntryWhere } from './entry-store.ts';
import { Overtaken } from './overtaken.ts';
import { kindsOf } from './scope.ts';
import type { EntryRow } from './tables.ts';

/** The entries of a list to be: how many, how long, and their octets piece by piece. */
export interface Collected {
  readonly entries: number;
  readonly octets: number;
  /** Throws `Overtaken` when there is another number of octets than was said. */
  pieces(): AsyncIterable<Uint8Array>;
}

const segmentsAtOnce = 8;

/**
 * The entries that a list of this scope holds now. Most are not looked at: they come encoded, in segments. What is
 * read is read in pieces, between which entries may come and move; a list that met with a move is not put on record.
 */
export async function collectEntries(
  context: Context,
  authorityId: number,
  scope: CrlScope,
): Promise<Collected> {
  const where: EntryWhere = { authorityId, kinds: kindsOf(scope), shard: scope.shard };
  if (where.kinds.length === 0) return fromRuns([]);
  const { entries } = context.store;
  const { reasons } = scope;
  if (reasons) {
    return fromRuns(
      await encodePages((last) =>
        entries.listWithReason(where, reasons, { position: last?.position ?? 0, limit: pageSize }),
      ),
    );
  }
  return withSegments(context, where, fromRuns(await encodeLoose(context, where)));
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
    async *pieces() {
      for (const { der } of runs) yield der;
    },
  };
}

async function withSegments(
  { store }: Context,
  where: EntryWhere,
  loose: Collected,
): Promise<Collected> {
  const { entries, octets } = await store.segments.size(where);
  return {
    entries: entries + loose.entries,
    octets: octets + loose.octets,
    async *pieces() {
      let left = octets;
      for (let afterId = 0; left > 0;) {
        const page = await store.segments.list(where, afterId, segmentsAtOnce);
        const read = page.reduce((sum, { der }) => sum + der.length, 0);
        if (read === 0 || read > left) throw new Overtaken();
        left -= read;
        for (const { id, der } of page) {
          afterId = id;
          yield der;
        }
      }
      yield* loose.pieces();
    },
  };
}
