/** Octets that can be had from one place up to another, piece by piece. */
export interface Octets {
  readonly sizeBytes: number;
  /** From the octet `from` up to, and without, `to`. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

/** One document at one address, as it is now. */
export interface StoredDocument extends Octets {
  readonly contentType: string;
  /** Never the same for other octets at the same address; the strong entity tag is made from it (RFC 9110 §8.8.3). */
  readonly version: string;
  /** When it took its place here; absent where the entity tag alone tells versions apart. */
  readonly published?: Date;
  /** Until when it may be kept without asking again; absent for as long as `maxAgeSeconds`. */
  readonly bestBefore?: Date;
  /** How long it may be kept without asking again, at most. */
  readonly maxAgeSeconds: number;
  /** A compressed copy. */
  readonly gzip?: Octets;
}

/** Octets that are all there. */
export function octetsOf(bytes: Uint8Array): Octets {
  return {
    sizeBytes: bytes.length,
    read: async function* (from, to) {
      yield bytes.subarray(from, to);
    },
  };
}
