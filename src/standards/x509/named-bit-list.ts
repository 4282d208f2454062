import { namedBits } from '#der';
import type { BitString, DerValue } from '#der';
import { extensionFault } from './extension-kind.ts';

/**
 * Names of the bits that are set, ascending by bit; `names` holds the name of bit 0 first.
 *
 * @throws CaError `bad_extension` for trailing zero bits (X.690 §11.2.2) and for bits without a name.
 */
export function bitNames<Name extends string>(
  { octets, unused }: BitString,
  names: readonly (Name | null)[],
): Name[] {
  const size = octets.length * 8 - unused;
  if (size > 0 && !isSet(octets, size - 1))
    throw extensionFault('List of named bits with trailing zero bits.');
  const found: Name[] = [];
  for (let bit = 0; bit < size; bit++) {
    if (!isSet(octets, bit)) continue;
    const name = names[bit];
    if (!name) throw extensionFault(`Bit ${bit} is set and has no name.`);
    found.push(name);
  }
  return found;
}

/** BIT STRING of what {@link bitNames} gives, in any order. @throws CaError `bad_extension` for a name not in `names`. */
export function encodeBitNames<Name extends string>(
  set: readonly Name[],
  names: readonly (Name | null)[],
  identifier?: number,
): DerValue {
  const bits = set.map((name) => names.indexOf(name));
  if (bits.includes(-1)) throw extensionFault('A flag that should be set has no bit.');
  return namedBits(bits, identifier);
}

function isSet(octets: Uint8Array, bit: number): boolean {
  return ((octets[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;
}
