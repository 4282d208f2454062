import { derFault } from './fault.ts';
import { oidToOctets } from './oid.ts';
import { encodeString, isIa5 } from './strings.ts';
import { constructedTag, tag } from './tags.ts';
import { fitsUtcTime, formatGeneralizedTime } from './time.ts';
import { DerWriter } from './writer.ts';

/**
 * A value to be encoded: knows how to write itself, is written once for each {@link encodeDer}. Values nest, so that
 * `sequence(integer(1n), oid('2.5.4.3'))` reads like the ASN.1 it stands for.
 */
export type DerValue = (writer: DerWriter) => void;

/** A value, or undefined where the standard has an OPTIONAL or DEFAULT that is left out. */
export type OptionalDer = DerValue | undefined;

const shared = new DerWriter();

/** The DER of one value, in a buffer of its own. */
export function encodeDer(value: DerValue): Uint8Array {
  const before = shared.size;
  try {
    value(shared);
    return shared.take(before);
  } catch (error) {
    shared.rewind(before);
    throw error;
  }
}

/** As {@link encodeDer}, for documents that everybody may read: the memory of the array is that of {@link pooledBytes}. */
export function encodeDerPooled(value: DerValue): Uint8Array {
  const before = shared.size;
  try {
    value(shared);
    return shared.takePooled(before);
  } catch (error) {
    shared.rewind(before);
    throw error;
  }
}

/** Content already encoded, header included, taken as it is. */
export function raw(der: Uint8Array): DerValue {
  return (writer) => writer.octets(der);
}

/** Any identifier octet around the values given, in this order; undefined ones are left out. */
export function constructed(identifier: number, ...values: readonly OptionalDer[]): DerValue {
  return around(identifier, values);
}

/** Any identifier octet around content octets. */
export function primitive(identifier: number, content: Uint8Array): DerValue {
  return (writer) => {
    const before = writer.size;
    writer.octets(content);
    writer.header(identifier, before);
  };
}

/** SEQUENCE and SEQUENCE OF. */
export function sequence(...values: readonly OptionalDer[]): DerValue {
  return around(tag.sequence, values);
}

/** SEQUENCE OF: the elements of a list, in its order. */
export function sequenceOf(
  values: readonly DerValue[],
  identifier: number = tag.sequence,
): DerValue {
  return around(identifier, values);
}

/** SET OF: its elements are put in the ascending order that DER wants (X.690 §11.6). */
export function setOf(values: readonly DerValue[], identifier: number = tag.set): DerValue {
  const sorted = values.map(encodeDer).sort((a, b) => Buffer.compare(b, a));
  return (writer) => {
    const before = writer.size;
    for (const der of sorted) writer.octets(der);
    writer.header(identifier, before);
  };
}

/** The explicit tag `[number]` around one value. */
export function explicit(number: number, value: DerValue): DerValue {
  return around(constructedTag(number), [value]);
}

/** The implicit tag in place of a value's own: `identifier` must carry the same form bit as the value. */
export function implicit(identifier: number, value: DerValue): DerValue {
  return (writer) => {
    const before = writer.size;
    value(writer);
    const der = writer.take(before);
    der[0] = identifier;
    writer.octets(der);
  };
}

/** BOOLEAN. For a DEFAULT, leave the value out instead. */
export function boolean(value: boolean, identifier: number = tag.boolean): DerValue {
  return primitive(identifier, new Uint8Array([value ? 0xff : 0]));
}

/** NULL. */
export function nothing(): DerValue {
  return primitive(tag.null, new Uint8Array(0));
}

/** INTEGER (or ENUMERATED) of any size and sign, in its shortest form. */
export function integer(value: bigint | number, identifier: number = tag.integer): DerValue {
  let hex = BigInt(value) < 0n ? '' : BigInt(value).toString(16);
  if (hex === '') {
    let bits = 8;
    while (BigInt.asIntN(bits, BigInt(value)) !== BigInt(value)) bits += 8;
    hex = BigInt.asUintN(bits, BigInt(value))
      .toString(16)
      .padStart(bits / 4, '0');
  } else {
    hex = hex.padStart(hex.length + (hex.length % 2), '0');
    if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
  }
  return primitive(identifier, new Uint8Array(Buffer.from(hex, 'hex')));
}

/** INTEGER from the octets of a number that is not negative, most significant first; leading zeros are put right. */
export function unsignedInteger(octets: Uint8Array): DerValue {
  let start = 0;
  while (start < octets.length - 1 && octets[start] === 0) start++;
  const digits = start === 0 ? octets : octets.subarray(start);
  return (writer) => {
    const before = writer.size;
    writer.octets(digits);
    if (digits.length === 0 || (digits[0] ?? 0) >= 0x80) writer.octet(0);
    writer.header(tag.integer, before);
  };
}

/** OBJECT IDENTIFIER from its dotted form. Throws `bad_der` when `dotted` is not one. */
export function oid(dotted: string, identifier: number = tag.oid): DerValue {
  if (identifier !== tag.oid) return primitive(identifier, oidToOctets(dotted));
  const known = oids.get(dotted);
  if (known) return known;
  const value = raw(encodeDer(primitive(identifier, oidToOctets(dotted))));
  if (oids.size < maxOids) oids.set(dotted, value);
  return value;
}

/** Those met before: documents name the same few again and again. */
const oids = new Map<string, DerValue>();
const maxOids = 1024;

/** OCTET STRING of octets, or around the DER of a value, as extensions have it. */
export function octetString(
  content: Uint8Array | DerValue,
  identifier: number = tag.octetString,
): DerValue {
  return typeof content === 'function'
    ? constructed(identifier, content)
    : primitive(identifier, content);
}

/**
 * BIT STRING whose last octet has `unused` bits (0 to 7) that do not count.
 *
 * @throws CaError `bad_der` when one of those bits is set, or there is no octet to hold them (X.690 §11.2.1).
 */
export function bitString(
  octets: Uint8Array,
  unused = 0,
  identifier: number = tag.bitString,
): DerValue {
  const last = octets[octets.length - 1];
  if (unused !== 0 && (last === undefined || last & ((1 << unused) - 1)))
    throw derFault('BIT STRING with unused bits that are not zero');
  return (writer) => {
    const before = writer.size;
    writer.octets(octets);
    writer.octet(unused);
    writer.header(identifier, before);
  };
}

/**
 * BIT STRING with named bits (X.690 §11.2.2): `bits` are the numbers of the bits that are set, bit 0 first; trailing
 * zero bits are left out.
 */
export function namedBits(bits: readonly number[], identifier: number = tag.bitString): DerValue {
  if (bits.length === 0) return bitString(new Uint8Array(0), 0, identifier);
  const last = Math.max(...bits);
  const octets = new Uint8Array((last >> 3) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(octets, 7 - (last & 7), identifier);
}

/** A string of the type that `type` names (a tag of `tag`), under `identifier` when implicitly tagged. */
export function text(type: number, value: string, identifier: number = type): DerValue {
  if (!isPlain(type, value)) return primitive(identifier, encodeString(type, value));
  return (writer) => {
    const before = writer.size;
    writer.ascii(value);
    writer.header(identifier, before);
  };
}

/**
 * Time (RFC 5280 §4.1.2.5): UTCTime for the years 1950 to 2049, GeneralizedTime otherwise.
 *
 * @throws CaError `bad_der` outside the years 0 to 9999.
 */
export function time(milliseconds: number): DerValue {
  if (!fitsUtcTime(milliseconds)) return generalizedTime(milliseconds);
  return text(tag.visibleString, formatGeneralizedTime(milliseconds).slice(2), tag.utcTime);
}

/** GeneralizedTime with seconds and `Z`; a fraction of a second is dropped. Throws as {@link time}. */
export function generalizedTime(
  milliseconds: number,
  identifier: number = tag.generalizedTime,
): DerValue {
  return text(tag.visibleString, formatGeneralizedTime(milliseconds), identifier);
}

function around(identifier: number, values: readonly OptionalDer[]): DerValue {
  return (writer) => {
    const before = writer.size;
    for (let i = values.length - 1; i >= 0; i--) values[i]?.(writer);
    writer.header(identifier, before);
  };
}

/** Whether `value` is ASCII that the string type writes octet by octet: what nearly all names and URLs are. */
function isPlain(type: number, value: string): boolean {
  return (type === tag.ia5String || type === tag.utf8String) && isIa5(value);
}
