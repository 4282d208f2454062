import { findBase64, findHex, isCaError, toBase64, toHex } from '#base';
import { bitString, parseDer, tag, text } from '#der';
import type { DerElement, DerValue } from '#der';
import { badName } from './bad-name.ts';
import { findAttributeType } from './name-attributes.ts';
import { excerpt } from './visible-text.ts';

/** How a string type is read. ASCII outside PrintableString (`@`, `*`, `_`) is common in names and let through. */
const readAs = new Map<number, number>([
  [tag.utf8String, tag.utf8String],
  [tag.printableString, tag.ia5String],
  [tag.numericString, tag.ia5String],
  [tag.visibleString, tag.ia5String],
  [tag.ia5String, tag.ia5String],
  [tag.teletexString, tag.teletexString],
  [tag.bmpString, tag.bmpString],
  [tag.universalString, tag.universalString],
]);

/**
 * The value of an attribute in the string type that its type asks for, UTF8String when it is unknown.
 *
 * @throws CaError `bad_der` when the text does not fit that type; `bad_name` when it is no base64 where that is asked
 *   for, or the `#hex` of {@link decodeValue}.
 */
export function encodeValue(type: string, value: string): DerValue {
  const encoding = findAttributeType(type)?.encoding ?? tag.utf8String;
  refuseOpaque(value);
  if (encoding === tag.bitString) return bitString(parseBits(value));
  return text(encoding, value);
}

/**
 * The text of an attribute's value: of a string its characters, of x500UniqueIdentifier the base64 of its octets, of
 * anything else `#` and the lower-case hex of its DER. Throws `bad_der` for octets that a string type cannot have.
 */
export function decodeValue(type: string, value: DerElement): string {
  const found = findString(value);
  if (found !== undefined) return found;
  const isBits = value.tag === tag.bitString && findAttributeType(type)?.encoding === tag.bitString;
  if (isBits && value.content[0] === 0) return toBase64(value.content.subarray(1));
  return `#${toHex(value.der)}`;
}

/** The text of a value in one of the string types; undefined for any other. */
export function findString(value: DerElement): string | undefined {
  const type = readAs.get(value.tag);
  if (type === undefined) return undefined;
  return parseDer(value.der, (reader) => reader.implicitString(value.tag, type));
}

/** The octets of a value of x500UniqueIdentifier. Throws CaError `bad_name` unless it is base64. */
export function parseBits(value: string): Uint8Array {
  const bits = findBase64(value);
  if (!bits) throw badName(`${excerpt(value)}: Invalid base64`);
  return bits;
}

/** Throws CaError `bad_name` for what {@link decodeValue} gives for a value that is no string. */
export function refuseOpaque(value: string): void {
  if (!value.startsWith('#')) return;
  const der = value === value.toLowerCase() && findHex(value.slice(1));
  if (der && isElement(der))
    throw badName(`${excerpt(value)}: A value that is not a string cannot be put into a name`);
}

function isElement(der: Uint8Array): boolean {
  try {
    return parseDer(der, (reader) => reader.any()).der.length > 0;
  } catch (error) {
    if (isCaError(error, 'bad_der')) return false;
    throw error;
  }
}
