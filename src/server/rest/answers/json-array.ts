import { Readable } from 'node:stream';

/**
 * A JSON array of what `present` makes of each item of all pages. One page is answered as it is; more are written page by
 * page, the next one read when the one before is on its way, so that the list never stands in memory as a whole.
 */
export async function jsonArray<T>(
  pages: AsyncIterable<readonly T[]>,
  present: (item: T) => object,
): Promise<readonly object[] | Readable> {
  const rest = pages[Symbol.asyncIterator]();
  const first = await rest.next();
  if (first.done) return [];
  const second = await rest.next();
  if (second.done) return first.value.map(present);
  return Readable.from(pieces([first.value, second.value], rest, present), { highWaterMark: 1 });
}

/** Ends `rest` when whoever reads goes away. */
async function* pieces<T>(
  begun: readonly (readonly T[])[],
  rest: AsyncIterator<readonly T[]>,
  present: (item: T) => object,
): AsyncGenerator<string> {
  const write = (page: readonly T[]): string =>
    page.map((item) => JSON.stringify(present(item))).join();
  try {
    yield `[${begun.map(write).join()}`;
    for (let next = await rest.next(); !next.done; next = await rest.next())
      yield `,${write(next.value)}`;
    yield ']';
  } finally {
    await rest.return?.();
  }
}
