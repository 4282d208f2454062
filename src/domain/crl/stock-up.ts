import type { EntryStock, EntryTerms } from '#lint';
import { expectVerification } from '#x509';
import type { Context } from './context.ts';
import { Overtaken } from './overtaken.ts';
import { release } from './release.ts';
import type { Segment } from './segment-store.ts';
import { inTurns } from './turns.ts';

const readAtOnce = 4;
/** From so many on it takes a while until the list can be signed, and its verification needs a thread. */
const longOctets = 1 << 20;

/** What a stock is to hold, and the terms under which its entries are judged as they come. */
export interface Wanted {
  readonly segments: readonly Segment[];
  readonly terms: EntryTerms;
}

/**
 * Makes a stock hold these segments and nothing else; what it had before is not read. Some are put in and judged while
 * the next ones are read. What a judge said no to is judged again with the list, which is refused then.
 *
 * @throws Overtaken when a segment was gone before it could be read; the stock lacks some then, and can be used again.
 */
export async function stockUp(
  context: Context,
  stock: EntryStock,
  { segments, terms }: Wanted,
): Promise<void> {
  const missing = stock.keep(segments.map(({ id }) => id));
  const octets = segments.reduce((sum, segment) => sum + segment.octets, 0);
  if (octets - stock.octets > longOctets) expectVerification();
  let coming = read(context, missing.slice(0, readAtOnce));
  await inTurns(stock.reserve(0, octets - stock.octets));
  for (let at = 0; at < missing.length; at += readAtOnce) {
    const found = await coming;
    coming = read(context, missing.slice(at + readAtOnce, at + 2 * readAtOnce));
    for (const id of missing.slice(at, at + readAtOnce)) add(stock, id, found.get(id));
    await inTurns(stock.judge(terms));
  }
}

/** Whoever gives up before it has come need not hear that it failed. */
function read({ store }: Context, ids: readonly number[]): Promise<Map<number, Uint8Array>> {
  const found = ids.length === 0 ? Promise.resolve(new Map()) : store.segments.read(ids);
  found.catch(() => undefined);
  return found;
}

function add(stock: EntryStock, id: number, der: Uint8Array | undefined): void {
  if (!der) throw new Overtaken();
  stock.add(id, der);
  release(der);
}
