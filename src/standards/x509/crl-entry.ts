import { EncodedRun, findPlaces, type Places } from './encoded-run.ts';
import type { Extension } from './extension.ts';
import { formatSerial } from './serial.ts';

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
  /**
   * Reason, invalidity date and the like, decoded when first asked for; as a rule the same array where the entry before
   * had the same octets. @throws CaError `bad_der` when malformed.
   */
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
  const walk = new CrlEntryWalk(der);
  while (walk.next()) yield walk.entry();
}

/**
 * As {@link readCrlEntries}, without an object for each: it is itself the entry that it stands at, before the first
 * {@link next} none.
 */
export class CrlEntryWalk implements CrlEntry {
  revokedMs: number = Number.NaN;
  readonly #run: EncodedRun;
  #places: Places = { start: 0, serial: 0, time: 0, extensions: 0, end: 0 };

  constructor(der: Uint8Array) {
    this.#run = new EncodedRun(der);
  }

  /** Goes to the next entry; false when there is none. @throws CaError `bad_der` when it is malformed. */
  next(): boolean {
    const { end } = this.#places;
    if (end >= this.#run.octets.length) return false;
    const places = findPlaces(this.#run.octets, end);
    this.revokedMs = this.#run.timeAt(places);
    this.#places = places;
    return true;
  }

  /** The entry that it stands at, to be kept. */
  entry(): CrlEntry {
    return new EncodedEntry(this.#run, this.#places, this.revokedMs);
  }

  get der(): Uint8Array {
    return this.entry().der;
  }

  get serial(): string {
    return this.entry().serial;
  }

  get isZero(): boolean {
    return this.#run.isZeroAt(this.#places);
  }

  get timeTag(): number {
    return this.#run.octets[this.#places.time] ?? 0;
  }

  get extensions(): readonly Extension[] {
    return this.#run.extensionsAt(this.#places);
  }
}

class EncodedEntry implements CrlEntry {
  readonly revokedMs: number;
  readonly #run: EncodedRun;
  readonly #places: Places;
  #extensions: readonly Extension[] | undefined;

  constructor(run: EncodedRun, places: Places, revokedMs: number) {
    this.#run = run;
    this.#places = places;
    this.revokedMs = revokedMs;
  }

  get der(): Uint8Array {
    return this.#run.octets.subarray(this.#places.start, this.#places.end);
  }

  get serial(): string {
    return formatSerial(this.#run.octets.subarray(this.#places.serial, this.#places.time));
  }

  get isZero(): boolean {
    return this.#run.isZeroAt(this.#places);
  }

  get timeTag(): number {
    return this.#run.octets[this.#places.time] ?? 0;
  }

  get extensions(): readonly Extension[] {
    return (this.#extensions ??= this.#run.extensionsAt(this.#places));
  }
}
