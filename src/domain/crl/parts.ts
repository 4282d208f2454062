import { CaError, present } from '#base';
import type { Context } from './context.ts';
import type { PartForm, PieceRow } from './tables.ts';

/** Octets of every part in which a list keeps what no other has, but of the last. */
const partBytes = 1 << 18;
/** How many parts one transaction stores. */
export const partsAtOnce = 16;
/** How many octets of shared segments are read in one go, unless the first is longer. */
const readAtOnceOctets = 1 << 19;

/** A piece of a list in one of its forms: where its bytes are, and how many. */
export type Piece = Omit<PieceRow, 'crl_id'>;

/** Cuts what is to be stored; none for nothing. */
export function cutParts(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += partBytes) parts.push(bytes.slice(at, at + partBytes));
  return parts;
}

/**
 * The stored octets of a list from `from` up to, and without, `to`, piece by piece.
 *
 * @throws CaError `not_found` when they have been pruned since.
 */
export async function* readPieces(
  context: Pick<Context, 'store'>,
  { id, form }: { readonly id: number; readonly form: PartForm },
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Uint8Array, void> {
  let at = 0;
  const wanted: (Piece & { readonly at: number })[] = [];
  for (const piece of await context.store.pieces.listPieces(id, form)) {
    if (at < to && at + piece.octets > from) wanted.push({ ...piece, at });
    at += piece.octets;
  }
  if (at < to) throw pruned();
  for (const group of inGroups(wanted)) {
    const found = await readGroup(context, { id, form }, group);
    for (const [i, piece] of group.entries()) {
      const bytes = found[i];
      if (bytes?.length !== piece.octets) throw pruned();
      yield bytes.subarray(Math.max(0, from - piece.at), to - piece.at);
    }
  }
}

/** Neighbours that are read together: short segments, which may be many. */
function* inGroups<T extends Piece>(pieces: readonly T[]): Generator<T[]> {
  let group: T[] = [];
  let octets = 0;
  for (const piece of pieces) {
    const isApart = piece.segment_id === null || octets + piece.octets > readAtOnceOctets;
    if (group.length > 0 && (isApart || group.at(-1)?.segment_id === null)) {
      yield group;
      [group, octets] = [[], 0];
    }
    group.push(piece);
    octets += piece.octets;
  }
  if (group.length > 0) yield group;
}

async function readGroup(
  { store }: Pick<Context, 'store'>,
  { id, form }: { readonly id: number; readonly form: PartForm },
  group: readonly Piece[],
): Promise<(Uint8Array | undefined)[]> {
  const [first] = group;
  if (first?.segment_id === null) return [await store.pieces.findPart(id, form, first.position)];
  const ids = group.map((piece) => present(piece.segment_id, 'segment of a piece'));
  const found = await (form === 'gzip'
    ? store.segments.readDeflated(ids)
    : store.segments.read(ids));
  return ids.map((each) => found.get(each));
}

function pruned(): CaError {
  return new CaError('not_found', 'This list has been replaced by later ones.');
}
