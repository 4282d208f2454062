import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { concat, isCaError } from '#base';
import type { Context } from './context.ts';
import type { Trx } from './entry-store.ts';
import { partBytes } from './parts.ts';
import { readList } from './read.ts';
import { toPublished } from './record.ts';
import type { ListRow } from './tables.ts';

/** Below this, a compressed copy saves nothing that anybody would notice. */
const leastBytes = 1024;

/**
 * Stores a compressed copy of a published list, piece by piece, so that no request ever compresses anything. zlib works
 * on the thread pool. A list that was pruned in the meantime gets none, and needs none.
 */
export async function compressList(context: Context, id: number): Promise<void> {
  const row = await context.store.lists.find(id);
  if (!row || row.size_bytes < leastBytes) return;
  try {
    const length = await storeCompressed(context, row);
    const { db, store } = context;
    await db.transaction((trx: Trx) => store.lists.setCompressed(trx, id, length));
  } catch (error) {
    if (!isCaError(error, 'not_found')) throw error;
  }
}

async function storeCompressed({ db, store }: Context, row: ListRow): Promise<number> {
  const source = Readable.from(readList({ store }, toPublished(row), {}));
  const gzip = source.pipe(createGzip());
  source.on('error', (error) => gzip.destroy(error));
  let [position, length] = [0, 0];
  for await (const bytes of inParts(gzip)) {
    const part = { crl_id: row.id, form: 'gzip' as const, position, bytes };
    await db.transaction((trx: Trx) => store.lists.insertParts(trx, [part]));
    [position, length] = [position + 1, length + bytes.length];
  }
  return length;
}

/** The same octets in pieces of the size in which they are stored. */
async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let waiting: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    waiting = concat(waiting, chunk);
    while (waiting.length >= partBytes) {
      yield waiting.slice(0, partBytes);
      waiting = waiting.subarray(partBytes);
    }
  }
  if (waiting.length > 0) yield waiting.slice();
}
