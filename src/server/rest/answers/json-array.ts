import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

const batch = 50;

/**
 * A JSON array of what `present` makes of each item. A long one is written piece by piece while other requests are
 * served; it never stands in memory as a whole.
 */
export function jsonArray<T>(
  items: readonly T[],
  present: (item: T) => object,
): readonly object[] | Readable {
  return items.length <= batch ? items.map(present) : Readable.from(pieces(items, present));
}

async function* pieces<T>(
  items: readonly T[],
  present: (item: T) => object,
): AsyncGenerator<string> {
  for (let start = 0; start < items.length; start += batch) {
    const texts = items.slice(start, start + batch).map((item) => JSON.stringify(present(item)));
    yield `${start === 0 ? '[' : ','}${texts.join()}`;
    await setImmediate();
  }
  yield ']';
}
