import { derFault } from './fault.ts';
import { describeTag, tag } from './tags.ts';

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Tells whether every character of `text` may stand in a PrintableString (X.680 §41.4). */
export function isPrintable(text: string): boolean {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text);
}

/** Tells whether `text` is ASCII throughout, control characters included (IA5String, X.680 §41). */
export function isIa5(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/**
 * Text of the content octets of a string type.
 * TeletexString is read as Latin-1, which is what those who still issue it mean by it.
 *
 * @throws CaError `bad_der` when the octets are not of that type's alphabet, or the tag is no string type.
 */
export function decodeString(identifier: number, octets: Uint8Array): string {
  switch (identifier) {
    case tag.utf8String:
      return decodeUtf8(octets);
    case tag.printableString:
      return checked(latin1(octets), isPrintable, 'PrintableString');
    case tag.ia5String:
      return checked(latin1(octets), isIa5, 'IA5String');
    case tag.visibleString:
      return checked(latin1(octets), (text) => /^[\x20-\x7e]*$/.test(text), 'VisibleString');
    case tag.numericString:
      return checked(latin1(octets), (text) => /^[0-9 ]*$/.test(text), 'NumericString');
    case tag.teletexString:
      return latin1(octets);
    case tag.bmpString:
      return decodePoints(octets, 2, 'BMPString');
    case tag.universalString:
      return decodePoints(octets, 4, 'UniversalString');
    default:
      throw derFault(`${describeTag(identifier)} where a string was expected`);
  }
}

/**
 * Content octets of `text` in a string type.
 *
 * @throws CaError `bad_der` when a character is outside that type's alphabet, or half a surrogate pair.
 */
export function encodeString(identifier: number, text: string): Uint8Array {
  if (!text.isWellFormed()) throw derFault('text with half a surrogate pair');
  if (identifier === tag.bmpString) return encodePoints(text, 2);
  if (identifier === tag.universalString) return encodePoints(text, 4);
  const octets = new Uint8Array(
    Buffer.from(text, identifier === tag.teletexString ? 'latin1' : 'utf8'),
  );
  if (decodeString(identifier, octets) !== text)
    throw derFault(`text outside ${describeTag(identifier)}`);
  return octets;
}

function decodeUtf8(octets: Uint8Array): string {
  try {
    return utf8Decoder.decode(octets);
  } catch {
    throw derFault('UTF8String that is not UTF-8');
  }
}

/** An octet a character. */
export function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString('latin1');
}

function checked(text: string, allowed: (text: string) => boolean, type: string): string {
  if (!allowed(text)) throw derFault(`${type} with a character outside its alphabet`);
  return text;
}

/** Surrogates are no characters, alone or in pairs: these types are older than UTF-16. */
function decodePoints(octets: Uint8Array, width: 2 | 4, type: string): string {
  if (octets.length % width !== 0)
    throw derFault(`${type} of a length that ${width} does not divide`);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  let text = '';
  for (let i = 0; i < octets.length; i += width) {
    const point = width === 2 ? view.getUint16(i) : view.getUint32(i);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      throw derFault(`${type} with a character outside its alphabet`);
    text += String.fromCodePoint(point);
  }
  return text;
}

function encodePoints(text: string, width: 2 | 4): Uint8Array {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const octets = new Uint8Array(points.length * width);
  const view = new DataView(octets.buffer);
  for (const [i, point] of points.entries()) {
    if (width === 4) view.setUint32(i * 4, point);
    else if (point <= 0xffff) view.setUint16(i * 2, point);
    else throw derFault('text outside bmpString');
  }
  return octets;
}
