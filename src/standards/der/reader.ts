import { derFault } from './fault.ts';
import { octetsToOid } from './oid.ts';
import { decodeString } from './strings.ts';
import { constructedTag, describeTag, tag } from './tags.ts';
import { parseGeneralizedTime, parseUtcTime } from './time.ts';

const maxDepth = 32;
/** Numbers of the universal types that DER writes in constructed form, as bits; it writes all others in primitive form. */
const constructedTypes = [8, 11, 16, 17, 29].reduce((bits, number) => bits | (1 << number), 0);

/** A BIT STRING: `unused` is the number of bits, 0 to 7, that do not count in the last octet; they are zero. */
export interface BitString {
  readonly octets: Uint8Array;
  readonly unused: number;
}

/** One element as it stands in its message: identifier octet, content octets, and both with the length (`der`). */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly der: Uint8Array;
}

/**
 * A cursor over DER (X.690 §10–11). Reads forward only, hands out views and copies nothing, and refuses what is not
 * DER: indefinite, padded or overlong lengths, wrong tags, strings in parts, padded integers, bad strings and times,
 * trailing bytes, nesting deeper than 32. Whatever it refuses, it throws `CaError bad_der` and nothing else.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #depth: number;
  #position: number;

  private constructor(bytes: Uint8Array, start: number, end: number, depth: number) {
    if (depth > maxDepth) throw derFault(`nested deeper than ${maxDepth} levels`, start);
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
    this.#depth = depth;
  }

  /**
   * A cursor over a whole message.
   *
   * @param maxBytes  Largest message that is looked at. Default: 1 MiB.
   * @throws CaError `bad_der` when the message is larger.
   */
  static of(bytes: Uint8Array, maxBytes: number = 1 << 20): DerReader {
    if (bytes.length > maxBytes)
      throw derFault(`message of ${bytes.length} bytes where at most ${maxBytes} are allowed`);
    return new DerReader(bytes, 0, bytes.length, 0);
  }

  /** Whether everything has been read. */
  get done(): boolean {
    return this.#position === this.#end;
  }

  /** Identifier octet of the next element; undefined at the end. */
  get nextTag(): number | undefined {
    return this.done ? undefined : this.#bytes[this.#position];
  }

  /** Whether the next element has this identifier octet. */
  nextIs(identifier: number): boolean {
    return this.nextTag === identifier;
  }

  /** Throws unless everything has been read. */
  finish(): void {
    if (!this.done) throw derFault('trailing bytes', this.#position);
  }

  /** Reads the next element whatever it is; its content is not looked into. */
  any(): DerElement {
    const start = this.#position;
    const contentStart = this.#pass();
    return {
      tag: this.#bytes[start] ?? 0,
      content: this.#bytes.subarray(contentStart, this.#position),
      der: this.#bytes.subarray(start, this.#position),
    };
  }

  /** The whole of the next element, whatever it is: `der` of {@link any} alone. */
  whole(): Uint8Array {
    const start = this.#position;
    this.#pass();
    return this.#bytes.subarray(start, this.#position);
  }

  /** Passes over the next element, whatever it is. */
  skip(): void {
    this.#pass();
  }

  /** Content octets of the next element, which must have this identifier octet. */
  content(identifier: number): Uint8Array {
    const contentStart = this.#enter(identifier);
    return this.#bytes.subarray(contentStart, this.#position);
  }

  /** A cursor inside the next element, which must be constructed with this identifier octet. Default: SEQUENCE. */
  inside(identifier: number = tag.sequence): DerReader {
    const contentStart = this.#enter(identifier);
    return new DerReader(this.#bytes, contentStart, this.#position, this.#depth + 1);
  }

  /** Runs `read` inside the next element and requires that it reads all of it. */
  within<T>(identifier: number, read: (inner: DerReader) => T): T {
    const inner = this.inside(identifier);
    const value = read(inner);
    inner.finish();
    return value;
  }

  /** {@link within} a SEQUENCE. */
  sequence<T>(read: (inner: DerReader) => T): T {
    return this.within(tag.sequence, read);
  }

  /** Runs `read` inside the explicit tag `[number]` if it comes next; undefined otherwise. */
  explicit<T>(number: number, read: (inner: DerReader) => T): T | undefined {
    return this.nextIs(constructedTag(number))
      ? this.within(constructedTag(number), read)
      : undefined;
  }

  /** Reads elements inside the next SEQUENCE OF (or another `identifier`) until its end. */
  list<T>(read: (inner: DerReader) => T, identifier: number = tag.sequence): T[] {
    return this.within(identifier, (inner) => {
      const values: T[] = [];
      while (!inner.done) values.push(read(inner));
      return values;
    });
  }

  boolean(identifier: number = tag.boolean): boolean {
    const octets = this.content(identifier);
    if (octets.length !== 1 || (octets[0] !== 0 && octets[0] !== 0xff))
      throw derFault('BOOLEAN that is neither 00 nor FF');
    return octets[0] === 0xff;
  }

  null(identifier: number = tag.null): null {
    if (this.#enter(identifier) !== this.#position) throw derFault('NULL with content');
    return null;
  }

  /** Two's complement octets of an INTEGER, minimal, at most `maxOctets` long. Default: 2,100 (RSA-16384 and a sign). */
  integerOctets(identifier: number = tag.integer, maxOctets: number = 2100): Uint8Array {
    const octets = this.content(identifier);
    const [first, second] = octets;
    if (first === undefined) throw derFault('INTEGER without content');
    if (octets.length > maxOctets) throw derFault(`INTEGER longer than ${maxOctets} octets`);
    if (
      second !== undefined &&
      ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))
    ) {
      throw derFault('INTEGER with padding');
    }
    return octets;
  }

  /** An INTEGER of any sign, at most 2,100 octets. */
  integer(identifier: number = tag.integer): bigint {
    const octets = this.integerOctets(identifier);
    const magnitude = BigInt(`0x${Buffer.from(octets).toString('hex')}`);
    return BigInt.asIntN(octets.length * 8, magnitude);
  }

  /** An INTEGER from 0 to 2^31-1. */
  smallInteger(identifier: number = tag.integer): number {
    const octets = this.integerOctets(identifier);
    if (octets.length > 4 || (octets[0] ?? 0) >= 0x80)
      throw derFault('INTEGER outside 0 to 2147483647');
    let value = 0;
    for (const octet of octets) value = value * 256 + octet;
    return value;
  }

  oid(identifier: number = tag.oid): string {
    return octetsToOid(this.content(identifier));
  }

  octetString(identifier: number = tag.octetString): Uint8Array {
    return this.content(identifier);
  }

  bitString(identifier: number = tag.bitString): BitString {
    const content = this.content(identifier);
    const unused = content[0];
    const octets = content.subarray(1);
    if (unused === undefined || unused > 7 || (octets.length === 0 && unused > 0)) {
      throw derFault('BIT STRING with a wrong count of unused bits');
    }
    if ((octets.at(-1) ?? 0) & ((1 << unused) - 1))
      throw derFault('BIT STRING with unused bits that are not zero');
    return { octets, unused };
  }

  /** Octets of a BIT STRING that must fill them all, as keys and signatures do. */
  bitStringOctets(identifier: number = tag.bitString): Uint8Array {
    const { octets, unused } = this.bitString(identifier);
    if (unused !== 0) throw derFault('BIT STRING that ends inside an octet');
    return octets;
  }

  /** Text of the next element, which must be of a string type, one of `allowed` when given. */
  string(...allowed: readonly number[]): string {
    const { tag: identifier, content } = this.any();
    if (allowed.length > 0 && !allowed.includes(identifier))
      throw derFault(`${describeTag(identifier)} where another string type was expected`);
    return decodeString(identifier, content);
  }

  /** Text of an implicitly tagged string: `identifier` as it stands, `type` as the standard names it. */
  implicitString(identifier: number, type: number): string {
    return decodeString(type, this.content(identifier));
  }

  /** Milliseconds of a Time: UTCTime or GeneralizedTime in the forms of RFC 5280 §4.1.2.5. */
  time(): number {
    if (this.nextIs(tag.generalizedTime)) return this.generalizedTime();
    return parseUtcTime(this.#bytes, this.#enter(tag.utcTime), this.#position);
  }

  /** Milliseconds of a GeneralizedTime (`YYYYMMDDHHMMSSZ`). */
  generalizedTime(identifier: number = tag.generalizedTime): number {
    return parseGeneralizedTime(this.#bytes, this.#enter(identifier), this.#position);
  }

  /** Passes over the next element, which must have this identifier octet, and tells where its content begins. */
  #enter(expected: number): number {
    const at = this.#position;
    if (this.done) throw derFault(`${describeTag(expected)} missing`, at);
    const contentStart = this.#pass();
    const identifier = this.#bytes[at] ?? 0;
    if (identifier === expected) return contentStart;
    this.#position = at;
    throw derFault(`${describeTag(identifier)} where ${describeTag(expected)} was expected`, at);
  }

  /** Passes over the next element and tells where its content begins: it ends where the cursor then stands. */
  #pass(): number {
    const at = this.#position;
    const identifier = this.#bytes[at];
    if (identifier === undefined || at + 2 > this.#end) throw derFault('message cut short', at);
    requireForm(identifier, at);
    const first = this.#bytes[at + 1] ?? 0;
    const width = first < 0x80 ? 0 : first & 0x7f;
    const length = first < 0x80 ? first : this.#longLength(at, width);
    const contentStart = at + 2 + width;
    if (length > this.#end - contentStart)
      throw derFault('length beyond the end of what holds it', at);
    this.#position = contentStart + length;
    return contentStart;
  }

  #longLength(at: number, width: number): number {
    if (width === 0) throw derFault('indefinite length', at);
    if (width > 4 || at + 2 + width > this.#end) throw derFault('length of a wrong size', at);
    let length = 0;
    for (let i = 0; i < width; i++) length = length * 256 + (this.#bytes[at + 2 + i] ?? 0);
    if (length < 0x80 || length < 2 ** (8 * (width - 1)))
      throw derFault('length not in its shortest form', at);
    return length;
  }
}

/** X.690 §8.1.2, §8.1.5 and §10.2: tag numbers in one octet, no end-of-contents, no string in parts. */
function requireForm(identifier: number, at: number): void {
  const number = identifier & 0x1f;
  if (number === 0x1f) throw derFault('tag number above 30', at);
  if (identifier >= 0x40) return;
  if (number === 0 || identifier >> 5 !== ((constructedTypes >>> number) & 1))
    throw derFault(`${describeTag(identifier)}, which DER does not have,`, at);
}

/** Reads the one value of which `bytes` is the whole encoding. `maxBytes` as for {@link DerReader.of}. */
export function parseDer<T>(
  bytes: Uint8Array,
  read: (reader: DerReader) => T,
  maxBytes?: number,
): T {
  const reader = DerReader.of(bytes, maxBytes);
  const value = read(reader);
  reader.finish();
  return value;
}

/**
 * Walks a whole message and throws `bad_der` unless every element in it is well-formed DER, and every BOOLEAN, INTEGER,
 * BIT STRING, NULL and OBJECT IDENTIFIER holds a value. Whether strings and times hold what they may is not asked. For
 * what passes through unread: parameters, unknown attributes.
 */
export function checkDer(bytes: Uint8Array, maxBytes?: number): void {
  walk(DerReader.of(bytes, maxBytes));
}

function walk(reader: DerReader): void {
  while (!reader.done) {
    const identifier = reader.nextTag ?? 0;
    if (identifier & 0x20) walk(reader.inside(identifier));
    else passOver(reader, identifier);
  }
}

function passOver(reader: DerReader, identifier: number): void {
  switch (identifier) {
    case tag.boolean:
      return void reader.boolean();
    case tag.integer:
    case tag.enumerated:
      return void reader.integerOctets(identifier, Infinity);
    case tag.bitString:
      return void reader.bitString();
    case tag.null:
      return void reader.null();
    case tag.oid:
      return void reader.oid();
    default:
      return reader.skip();
  }
}
