import { CaError } from '#base';
import { DerReader, parseDer, tag } from '#der';
import { readAs } from './document-text.ts';
import { decodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { formatSerial, readSerial } from './serial.ts';

/** One entry of a CRL (RFC 5280 §5.3). */
export interface CrlEntry {
  readonly der: Uint8Array;
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  /** Whether its serial number is zero, without spelling it out. */
  readonly isZero: boolean;
  readonly revokedMs: number;
  /** Identifier octet of revocationDate: UTCTime or GeneralizedTime. */
  readonly timeTag: number;
  /** Reason, invalidity date and the like, decoded when first asked for. @throws CaError `bad_der` when malformed. */
  readonly extensions: readonly Extension[];
}

/**
 * Walks entries that stand one after the other with nothing around them, as `encodeCrlEntries` writes them, each decoded
 * as it is reached: there may be millions, so that nothing is decoded that nobody asks for, and what stands in the entry
 * before, most of all the same extensions, is not decoded again.
 *
 * @throws CaError `bad_der` at an entry that is malformed.
 */
export function* readCrlEntries(der: Uint8Array): Generator<CrlEntry> {
  const walk = new Walk(der);
  for (let at = 0; at < der.length;) {
    const places = findPlain(der, at) ?? findAny(der, at);
    yield new EncodedEntry(walk, places, walk.time(places));
    at = places.end;
  }
}

/** Where the parts of an entry begin in the octets of a walk. */
interface Places {
  readonly start: number;
  /** The first content octet of the serial number; it ends where the time begins. */
  readonly serial: number;
  readonly time: number;
  readonly extensions: number;
  readonly end: number;
}

const maxOctets = 20;
/** Octets of a UTCTime, identifier and length included. */
const utcTimeOctets = 15;
/** Of these, up to the end of the date. */
const dateOctets = 8;

/** An entry of less than 128 octets with a UTCTime, as nearly all are; undefined for all others, malformed ones too. */
function findPlain(octets: Uint8Array, start: number): Places | undefined {
  const length = octets[start + 1] ?? 0;
  const serialOctets = octets[start + 3] ?? 0;
  const [serial, end] = [start + 4, start + 2 + length];
  const time = serial + serialOctets;
  const extensions = time + utcTimeOctets;
  const isPlain =
    octets[start] === tag.sequence &&
    length < 0x80 &&
    end <= octets.length &&
    extensions <= end &&
    octets[start + 2] === tag.integer &&
    isSerial(octets, serial, serialOctets) &&
    octets[time] === tag.utcTime &&
    octets[time + 1] === utcTimeOctets - 2 &&
    (extensions === end || isShortSequence(octets, extensions, end));
  return isPlain ? { start, serial, time, extensions, end } : undefined;
}

/** Content of an INTEGER that is not negative and has no padding. */
function isSerial(octets: Uint8Array, at: number, count: number): boolean {
  const first = octets[at] ?? 0;
  if (count < 1 || count > maxOctets || first >= 0x80) return false;
  return first > 0 || count === 1 || (octets[at + 1] ?? 0) >= 0x80;
}

function isShortSequence(octets: Uint8Array, at: number, end: number): boolean {
  const length = octets[at + 1] ?? 0x80;
  return octets[at] === tag.sequence && length < 0x80 && at + 2 + length === end;
}

/** Whatever else is well-formed. */
function findAny(octets: Uint8Array, start: number): Places {
  const left = octets.subarray(start);
  const { tag: identifier, content, der } = DerReader.of(left, left.length).any();
  if (identifier !== tag.sequence) throw new CaError('bad_der', 'A CRL entry is no SEQUENCE.');
  const offsetOf = (part: Uint8Array): number => part.byteOffset - octets.byteOffset;
  const reader = DerReader.of(content, content.length);
  const serial = offsetOf(DerReader.of(content, content.length).content(tag.integer));
  readSerial(reader);
  const time = reader.whole();
  if (!reader.done) reader.skip();
  reader.finish();
  const extensions = offsetOf(time) + time.length;
  return { start, serial, time: offsetOf(time), extensions, end: start + der.length };
}

/** How many different extensions of entries are kept decoded: more than there are reasons. */
const mostKnown = 16;

/** What is known of the entries that were met so far. */
class Walk {
  readonly octets: Uint8Array;
  readonly #known: { at: number; end: number; extensions: readonly Extension[] }[] = [];
  /** Where the UTCTime stands that was decoded last, and the midnight before it. */
  #day: { readonly at: number; readonly milliseconds: number } | undefined;

  constructor(octets: Uint8Array) {
    this.octets = octets;
  }

  time({ time: at, extensions: end }: Places): number {
    const inDay = end - at === utcTimeOctets ? findInDay(this.octets, at + dateOctets) : undefined;
    if (inDay === undefined) return DerReader.of(this.octets.subarray(at, end)).time();
    if (!this.#day || !isAlike(this.octets, this.#day.at, at, dateOctets)) {
      const milliseconds = DerReader.of(this.octets.subarray(at, end)).time() - inDay;
      this.#day = { at, milliseconds };
    }
    return this.#day.milliseconds + inDay;
  }

  extensions({ extensions: at, end }: Places): readonly Extension[] {
    if (at === end) return [];
    const found = this.#known.find(
      (each) => each.end - each.at === end - at && isAlike(this.octets, each.at, at, end - at),
    );
    if (found) return found.extensions;
    const der = this.octets.subarray(at, end);
    const extensions = readAs('bad_der', () => parseDer(der, decodeExtensions));
    if (this.#known.length < mostKnown) this.#known.push({ at, end, extensions });
    return extensions;
  }
}

/** Whether as many octets from one place on are those from another on. */
function isAlike(octets: Uint8Array, one: number, other: number, count: number): boolean {
  for (let i = 0; i < count; i++) if (octets[one + i] !== octets[other + i]) return false;
  return true;
}

/** Milliseconds of `HHMMSSZ`; undefined for what says nothing of the kind. */
function findInDay(octets: Uint8Array, at: number): number | undefined {
  const [hours, minutes, seconds] = [two(octets, at), two(octets, at + 2), two(octets, at + 4)];
  if (!(hours < 24 && minutes < 60 && seconds < 60 && octets[at + 6] === 0x5a)) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** The number in two digits; not a number where there are none. */
function two(octets: Uint8Array, at: number): number {
  const [tens, ones] = [(octets[at] ?? 0) - 0x30, (octets[at + 1] ?? 0) - 0x30];
  return tens >= 0 && tens < 10 && ones >= 0 && ones < 10 ? 10 * tens + ones : Number.NaN;
}

class EncodedEntry implements CrlEntry {
  readonly revokedMs: number;
  readonly #walk: Walk;
  readonly #places: Places;
  #extensions: readonly Extension[] | undefined;

  constructor(walk: Walk, places: Places, revokedMs: number) {
    this.#walk = walk;
    this.#places = places;
    this.revokedMs = revokedMs;
  }

  get der(): Uint8Array {
    return this.#walk.octets.subarray(this.#places.start, this.#places.end);
  }

  get serial(): string {
    return formatSerial(this.#walk.octets.subarray(this.#places.serial, this.#places.time));
  }

  get isZero(): boolean {
    const { serial, time } = this.#places;
    return time - serial === 1 && this.#walk.octets[serial] === 0;
  }

  get timeTag(): number {
    return this.#walk.octets[this.#places.time] ?? 0;
  }

  get extensions(): readonly Extension[] {
    return (this.#extensions ??= this.#walk.extensions(this.#places));
  }
}
