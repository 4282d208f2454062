import { present } from '#base';
import type { Context } from './context.ts';
import type { PublishedCrl } from './crl.ts';
import { readPieces } from './parts.ts';
import type { ListRow } from './tables.ts';

/** Which octets of which form of a list are wanted. */
export interface ReadOptions {
  /** `gzip` only where `gzipBytes` is not null. Default: `der`. */
  readonly form?: 'der' | 'gzip';
  /** The first octet, from 0. Default: 0. */
  readonly from?: number;
  /** Where to end: the octet with this number is not among them. Default: at the end. */
  readonly to?: number;
}

/**
 * The octets of a list, piece by piece: no list is so long that it could not be sent.
 *
 * @throws CaError `not_found` when it has been pruned, also in the middle.
 */
export async function* readList(
  context: Pick<Context, 'store'>,
  list: PublishedCrl,
  { form = 'der', from = 0, to }: ReadOptions,
): AsyncGenerator<Uint8Array, void> {
  if (form === 'gzip') {
    const end = to ?? present(list.gzipBytes, 'compressed list');
    yield* readPieces(context, { id: list.id, form: 'gzip' }, { from, to: end });
    return;
  }
  const row = await context.store.lists.find(list.id);
  if (row) yield* readDer(context, row, { from, to: to ?? row.size_bytes });
}

/** Frame and parts as one run of octets. */
async function* readDer(
  context: Pick<Context, 'store'>,
  row: ListRow,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Uint8Array, void> {
  const head = present(row.head, 'head of a published list');
  const tail = present(row.tail, 'tail of a published list');
  const tailAt = row.size_bytes - tail.length;
  if (from < head.length) yield head.subarray(from, to);
  const tbs = { from: Math.max(0, from - head.length), to: Math.min(to, tailAt) - head.length };
  yield* readPieces(context, { id: row.id, form: 'tbs' }, tbs);
  if (to > tailAt) yield tail.subarray(Math.max(0, from - tailAt), to - tailAt);
}
