import { CaError } from '#base';
import type { Context } from './context.ts';
import type { PartForm } from './tables.ts';

/** Octets of every piece in which a list is stored, but of the last. */
export const partBytes: number = 1 << 18;
/** How many pieces one transaction stores. */
export const partsAtOnce = 16;

/** Cuts what is to be stored; views, no copies. None for nothing. */
export function cutParts(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += partBytes)
    parts.push(bytes.subarray(at, at + partBytes));
  return parts;
}

/**
 * The stored octets from `from` up to, and without, `to`, in their pieces.
 *
 * @throws CaError `not_found` when they have been pruned since.
 */
export async function* readParts(
  { store }: Pick<Context, 'store'>,
  { id, form }: { readonly id: number; readonly form: PartForm },
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Uint8Array, void> {
  for (let at = from; at < to;) {
    const position = Math.floor(at / partBytes);
    const part = await store.lists.findPart(id, form, position);
    if (!part) throw new CaError('not_found', 'This list has been replaced by later ones.');
    const start = position * partBytes;
    yield part.subarray(at - start, to - start);
    at = start + partBytes;
  }
}
