import { present } from '#base';
import { EntryStock, type EntryTerms } from '#lint';
import type { Context } from './context.ts';
import type { CrlScope } from './crl.ts';
import { encodeEntries, pageSize } from './encode.ts';
import type { EntryWhere } from './entry.ts';
import { Overtaken } from './overtaken.ts';
import { unpackSegment } from './packed.ts';
import { kindsOf, listName } from './scope.ts';
import type { Segment } from './segment-store.ts';
import { stockUp } from './stock-up.ts';
import type { EntryRow } from './tables.ts';

/** The entries of a list to be: first those that stand in segments, then others. */
export interface Collected {
  readonly entries: number;
  readonly octets: number;
  readonly segments: readonly Segment[];
  /** The entries of the segments, in the same order; to be put back under its name once the list is signed. */
  readonly stock: EntryStock;
  readonly stockName: string;
  /** Entries in no segment, encoded for this list. */
  readonly loose: readonly Uint8Array[];
}

/**
 * The entries that a list of this scope holds now. Most are not looked at: they come encoded, in segments. What is
 * read is read in pieces, between which entries may come and move; a list that met with a move is not put on record.
 *
 * @param thisUpdateMs  Of the list: entries are judged by it. Default: now.
 * @throws Overtaken when a segment was gone before it could be read.
 */
export async function collectEntries(
  context: Context,
  authorityId: number,
  scope: CrlScope,
  thisUpdateMs: number = context.clock.now(),
): Promise<Collected> {
  const where: EntryWhere = { authorityId, kinds: kindsOf(scope), shard: scope.shard };
  if (where.kinds.length === 0) return fromRuns([]);
  if (scope.reasons || (await hasNoSegments(context, where)))
    return fromRuns(await encodeChosen(context, where, scope.reasons));
  const stockName = `${authorityId}/${listName(scope)}`;
  const loose = fromRuns(await encodeLoose(context, where));
  const terms = { thisUpdateMs, isDelta: false, isIndirect: false };
  return withSegments(context, { where, terms }, { ...loose, stockName });
}

/** A shard has none while the entries of all shards stand together. */
async function hasNoSegments(
  { store }: Context,
  { authorityId, shard }: EntryWhere,
): Promise<boolean> {
  return shard !== undefined && (await store.segments.listMixed(authorityId)).length > 0;
}

/** For the lists whose entries stand in no segments of their own: each entry is looked at. */
async function encodeChosen(
  context: Context,
  where: EntryWhere,
  reasons: readonly string[] | undefined,
): Promise<Run[]> {
  const ofRows = await encodePages((last) =>
    context.store.entries.listLive(
      { ...where, reasons },
      { position: last?.position ?? 0, limit: pageSize },
    ),
  );
  if (!where.kinds.includes('user')) return ofRows;
  const isMeant = ({ shard, reason }: EntryRow): boolean =>
    (where.shard === undefined || where.shard === shard) &&
    (reasons === undefined || reasons.includes(reason));
  return [...ofRows, ...(await encodePacked(context, where.authorityId, 0, isMeant))];
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
  context: Context,
  authorityId: number,
  position: number,
): Promise<Collected> {
  const where: EntryWhere = { authorityId, kinds: ['user'] };
  const ofRows = await encodePages((last) =>
    context.store.entries.listSince(where, last?.position ?? position, pageSize),
  );
  const isMeant = (row: EntryRow): boolean => row.position > position;
  return fromRuns([...ofRows, ...(await encodePacked(context, authorityId, position, isMeant))]);
}

/** Those of the entries without rows that are meant, of segments that have one after a position. */
async function encodePacked(
  context: Context,
  authorityId: number,
  position: number,
  isMeant: (row: EntryRow) => boolean,
): Promise<Run[]> {
  const runs: Run[] = [];
  for (const id of await context.store.packed.listSince(authorityId, position)) {
    const rows = await unpackSegment(context, context.db.scanner(), id);
    if (!rows) throw new Overtaken();
    const meant = rows.filter(isMeant);
    if (meant.length > 0) runs.push({ entries: meant.length, der: encodeEntries(meant) });
  }
  return runs;
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
    stock: new EntryStock(),
    stockName: '',
    loose: runs.map(({ der }) => der),
  };
}

async function withSegments(
  context: Context,
  { where, terms }: { readonly where: EntryWhere; readonly terms: EntryTerms },
  loose: Collected,
): Promise<Collected> {
  const found = await context.store.segments.list(where);
  const stock = context.stocks.take(loose.stockName);
  try {
    await stockUp(context, stock, { segments: found, terms });
  } catch (error) {
    context.stocks.putBack(loose.stockName, stock);
    throw error;
  }
  const byId = new Map(found.map((segment) => [segment.id, segment]));
  const segments = stock.keys.map((id) => present(byId.get(id), 'segment of a part'));
  return {
    ...loose,
    entries: segments.reduce((sum, { entries }) => sum + entries, loose.entries),
    octets: loose.octets + stock.octets,
    segments,
    stock,
  };
}
