import { setImmediate } from 'node:timers/promises';
import { CaError } from '#base';
import {
  isNarrow,
  isShort,
  type Place,
  type SearchFilter,
  type SearchPage,
} from './search-filter.ts';
import type { SearchStore } from './search-store.ts';
import type { IssuedRow } from './tables.ts';

/** In which order, from where on, and at most how many at a time. */
export interface Walk {
  readonly order: SearchPage['order'];
  readonly after?: Place;
  readonly size: number;
}

/** Ids that one statement looks at where no index leads to what is meant: everybody else waits for no longer than that. */
const stride = 5000;

/**
 * All that a filter means, in pages that are never empty and may be shorter than asked. What comes on record meanwhile
 * moves none of the others. Between two looks whatever else this process has to do is done.
 */
export function walk(
  searches: SearchStore,
  filter: SearchFilter,
  { order, after, size }: Walk,
): AsyncGenerator<readonly IssuedRow[]> {
  return order === 'end'
    ? walkByEnd(searches, filter, { after, size })
    : walkById(searches, filter, { order, after, size });
}

/** The first `count` of a walk. */
export async function take(
  pages: AsyncIterable<readonly IssuedRow[]>,
  count: number,
): Promise<IssuedRow[]> {
  const rows: IssuedRow[] = [];
  for await (const page of pages) {
    rows.push(...page);
    if (rows.length >= count) break;
  }
  return rows.slice(0, count);
}

/** How many a page holds: 1 to 1000, 100 unless told otherwise. @throws CaError `bad_request` */
export function pageSize(limit = 100): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw new CaError('bad_request', 'A page has 1 to 1000 certificates.');
}

async function* walkByEnd(
  searches: SearchStore,
  filter: SearchFilter,
  { after, size }: Omit<Walk, 'order'>,
): AsyncGenerator<IssuedRow[]> {
  for (let place = after; ;) {
    const rows = await searches.page(filter, { order: 'end', after: place, limit: size });
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < size) return;
    place = placeOf(last);
    await setImmediate();
  }
}

async function* walkById(
  searches: SearchStore,
  filter: SearchFilter,
  { order, after, size }: Walk & { readonly order: Direction },
): AsyncGenerator<IssuedRow[]> {
  const isIndexed = isShort(filter, order) || isNarrow(filter) || filter.state === 'revoked';
  const reach = isIndexed ? Number.MAX_SAFE_INTEGER : stride;
  let left = await idsBehind(searches, filter, { order, after });
  while (left.from <= left.to) {
    const ids = firstOf(left, order, reach);
    const rows = await searches.page(filter, { order, ids, limit: size });
    if (rows.length > 0) yield rows;
    const end = rows.length < size ? undefined : rows.at(-1)?.id;
    left =
      order === 'oldest'
        ? { ...left, from: (end ?? ids.to) + 1 }
        : { ...left, to: (end ?? ids.from) - 1 };
    if (left.from <= left.to) await setImmediate();
  }
}

/** All ids behind a place; up to the last one there is, which needs no looking up where an index leads to what is meant. */
async function idsBehind(
  searches: SearchStore,
  filter: SearchFilter,
  { order, after }: Pick<Walk, 'after'> & { readonly order: Direction },
): Promise<Ids> {
  if (order === 'newest' && after) return { from: 1, to: after.id - 1 };
  const isOpen = isNarrow(filter) || (order === 'newest' && isShort(filter, order));
  const to = isOpen ? Number.MAX_SAFE_INTEGER : await searches.lastId();
  return { from: order === 'oldest' ? (after?.id ?? 0) + 1 : 1, to };
}

/** The first `count` of the ids that are left. */
function firstOf({ from, to }: Ids, order: Direction, count: number): Ids {
  return order === 'oldest'
    ? { from, to: Math.min(to, from + count - 1) }
    : { from: Math.max(from, to - count + 1), to };
}

type Direction = 'oldest' | 'newest';

/** Both included. */
type Ids = Extract<SearchPage, { readonly order: Direction }>['ids'];

/** Where a row stands, for the page behind it. */
export function placeOf({ id, not_after_ms: notAfterMs }: IssuedRow): Place {
  return { id, notAfterMs };
}
