import { CaError } from '#base';
import { DerReader, parseDer, tag } from '#der';
import { readAs } from './document-text.ts';
import { decodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { readSerial } from './serial.ts';
import { UtcTimes } from './utc-time.ts';

/** Where the parts of an encoded entry begin. */
export interface Places {
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

/** Where the parts of the entry are that begins at `start`. @throws CaError `bad_der` when it is malformed. */
export function findPlaces(octets: Uint8Array, start: number): Places {
  return findPlain(octets, start) ?? findAny(octets, start);
}

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
const none: readonly Extension[] = Object.freeze([]);

interface Known {
  readonly at: number;
  readonly octets: number;
  readonly extensions: readonly Extension[];
}

/** Encoded entries, one after the other, and what was decoded of them so far. */
export class EncodedRun {
  readonly octets: Uint8Array;
  readonly #view: DataView;
  readonly #times: UtcTimes;
  readonly #known: Known[] = [];
  #last: Known | undefined;

  constructor(octets: Uint8Array) {
    this.octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    this.#times = new UtcTimes(this.#view);
  }

  /** When the certificate of an entry was revoked. @throws CaError `bad_der` for what is no time. */
  timeAt({ time: at, extensions: end }: Places): number {
    const found = end - at === utcTimeOctets ? this.#times.find(at + 2) : undefined;
    return found ?? DerReader.of(this.octets.subarray(at, end)).time();
  }

  isZeroAt({ serial, time }: Places): boolean {
    return time - serial === 1 && this.octets[serial] === 0;
  }

  /** As a rule the same array where the octets are the same. @throws CaError `bad_der`. */
  extensionsAt({ extensions: at, end }: Places): readonly Extension[] {
    if (at === end) return none;
    const last = this.#last;
    if (last?.octets === end - at && isAlike(this.#view, last.at, at, end - at))
      return last.extensions;
    this.#last = this.#find(at, end - at) ?? this.#decode(at, end);
    return this.#last.extensions;
  }

  #find(at: number, octets: number): Known | undefined {
    return this.#known.find(
      (each) => each.octets === octets && isAlike(this.#view, each.at, at, octets),
    );
  }

  #decode(at: number, end: number): Known {
    const der = this.octets.subarray(at, end);
    const extensions = readAs('bad_der', () => parseDer(der, decodeExtensions));
    const decoded = { at, octets: end - at, extensions };
    if (this.#known.length < mostKnown) this.#known.push(decoded);
    return decoded;
  }
}

/** Whether as many octets from one place on are those from another on. */
function isAlike(octets: DataView, one: number, other: number, count: number): boolean {
  let i = 0;
  for (; i + 4 <= count; i += 4)
    if (octets.getInt32(one + i) !== octets.getInt32(other + i)) return false;
  for (; i < count; i++) if (octets.getUint8(one + i) !== octets.getUint8(other + i)) return false;
  return true;
}
