import { editElements } from './element-edits.ts';
import { listElements, readElements, writeElements } from './elements.ts';
import type { Element } from './elements.ts';
import { editOctets } from './octet-edits.ts';
import type { Random } from './random.ts';

/** No mutated document is larger, whatever was repeated in it. */
export const maxMutatedBytes: number = 64 * 1024;

/**
 * A document damaged in one to four places: bits flipped, octets changed, cut, repeated or moved, length fields
 * rewritten, and (two times in three, while it can still be taken apart) whole elements removed, repeated, renamed,
 * refilled, nested or taken from another document with all lengths around them put right.
 *
 * @param seed    The document; it stays as it is.
 * @param random  The same draws give the same result.
 * @param donors  Documents to take pieces from. Default: the seed itself.
 * @returns At most 64 KiB, in an array of its own.
 */
export function mutate(
  seed: Uint8Array,
  random: Random,
  donors: readonly Uint8Array[] = [seed],
): Uint8Array {
  let octets = seed;
  let edits = 1;
  while (edits < 4 && random.oneIn(2)) edits++;
  for (let i = 0; i < edits; i++) {
    const donor = random.pick(donors);
    const elements = random.below(3) > 0 ? takeApart(octets, octets === seed) : undefined;
    if (elements) {
      octets = writeElements(editElements(elements, random, lent(donor))) ?? octets;
    } else {
      octets = editOctets(octets, random, donor);
    }
    if (octets.length > maxMutatedBytes) octets = octets.slice(0, maxMutatedBytes);
  }
  return octets === seed ? seed.slice() : octets;
}

/** Seeds and donors come again and again: what they are made of is worked out once. */
const trees = new WeakMap<Uint8Array, readonly Element[] | undefined>();
const lists = new WeakMap<Uint8Array, readonly Element[]>();

function takeApart(octets: Uint8Array, again: boolean): readonly Element[] | undefined {
  if (!again) return readElements(octets);
  if (!trees.has(octets)) trees.set(octets, readElements(octets));
  return trees.get(octets);
}

/** Every element of a donor. */
function lent(donor: Uint8Array): readonly Element[] {
  const known = lists.get(donor);
  if (known) return known;
  const elements = listElements(readElements(donor) ?? []).map(({ element }) => element);
  lists.set(donor, elements);
  return elements;
}
