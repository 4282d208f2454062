interface Entry<Value> {
  readonly octets: Uint8Array;
  readonly value: Value;
}

/**
 * What was made of octets met before, for values that depend on nothing else. As many places as said, and what comes
 * later takes the place of what came before: whoever floods it costs others time, never memory.
 */
export class OctetsMemo<Value> {
  readonly #entries: (Entry<Value> | undefined)[];
  readonly #maxOctets: number;

  /**
   * @param places     How many are kept; a power of two.
   * @param maxOctets  Longer octets are not kept.
   */
  constructor(places: number, maxOctets: number) {
    this.#entries = Array.from({ length: places }, () => undefined);
    this.#maxOctets = maxOctets;
  }

  /** What `make` gave for the same octets, or gives now; what it throws is not kept. The value is shared: freeze it. */
  get(octets: Uint8Array, make: (octets: Uint8Array) => Value): Value {
    const known = this.find(octets);
    if (known !== undefined) return known;
    const value = make(octets);
    this.keep(octets, value);
    return value;
  }

  /** What was kept by these octets; undefined when that is nothing. */
  find(octets: Uint8Array): Value | undefined {
    if (octets.length > this.#maxOctets) return undefined;
    const known = this.#entries[this.#placeOf(octets)];
    return known && isSame(known.octets, octets) ? known.value : undefined;
  }

  /** Keeps a value by a copy of its octets, unless they are too long. */
  keep(octets: Uint8Array, value: Value): void {
    if (octets.length > this.#maxOctets) return;
    this.#entries[this.#placeOf(octets)] = { octets: octets.slice(), value };
  }

  #placeOf(octets: Uint8Array): number {
    return sumOf(octets) & (this.#entries.length - 1);
  }
}

function sumOf(octets: Uint8Array): number {
  let sum = octets.length;
  for (let i = 0; i < octets.length; i++) sum = (sum * 31 + (octets[i] ?? 0)) | 0;
  return sum ^ (sum >>> 15);
}

/** For so few octets quicker than a call into the runtime. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let same = a.length === b.length;
  for (let i = 0; same && i < a.length; i++) same = a[i] === b[i];
  return same;
}
