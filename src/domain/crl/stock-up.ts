import type { EntryStock } from '#lint';
import type { Context } from './context.ts';
import { Overtaken } from './overtaken.ts';
import { release } from './release.ts';
import type { Segment } from './segment-store.ts';
import { inTurns } from './turns.ts';

const readAtOnce = 4;

/**
 * Makes a stock hold these segments and nothing else; what it had before is not read.
 *
 * @throws Overtaken when a segment was gone before it could be read; the stock lacks some then, and can be used again.
 */
export async function stockUp(
  { store }: Context,
  stock: EntryStock,
  segments: readonly Segment[],
): Promise<void> {
  const missing = stock.keep(segments.map(({ id }) => id));
  const octets = segments.reduce((sum, segment) => sum + segment.octets, 0);
  await inTurns(stock.reserve(0, octets - stock.octets));
  for (let at = 0; at < missing.length; at += readAtOnce) {
    const ids = missing.slice(at, at + readAtOnce);
    const found = await store.segments.read(ids);
    for (const id of ids) {
      const der = found.get(id);
      if (!der) throw new Overtaken();
      stock.add(id, der);
      release(der);
    }
  }
}
