import type { EntryRow } from './tables.ts';

/** What is kept of the entries of a packed segment beside their encoded form. */
export type Fact = keyof Pick<
  EntryRow,
  'position' | 'subject_id' | 'revoked_ms' | 'compromised_ms' | 'not_after_ms'
>;

const columns: readonly Fact[] = [
  'position',
  'subject_id',
  'revoked_ms',
  'compromised_ms',
  'not_after_ms',
];
const octetsOfNumber = 8;

/** Facts of entries: one column after the other, each number a float64, low end first; null is what is no number. */
export class Facts {
  readonly octets: Uint8Array;
  /** Of how many entries. */
  readonly count: number;
  readonly #view: DataView;

  constructor(octets: Uint8Array) {
    this.octets = octets;
    this.count = octets.length / octetsOfNumber / columns.length;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  }

  static ofCount(count: number): Facts {
    return new Facts(new Uint8Array(count * columns.length * octetsOfNumber));
  }

  set(index: number, values: Readonly<Record<Fact, number | null>>): void {
    for (let at = 0; at < columns.length; at++) {
      const fact = columns[at];
      if (fact) this.#view.setFloat64(this.#placeOf(at, index), values[fact] ?? Number.NaN, true);
    }
  }

  get(index: number, fact: Fact): number | null {
    const value = this.#view.getFloat64(this.#placeOf(columns.indexOf(fact), index), true);
    return Number.isNaN(value) ? null : value;
  }

  /** The value of a fact that every entry has. */
  numberOf(index: number, fact: Exclude<Fact, 'compromised_ms'>): number {
    return this.get(index, fact) ?? 0;
  }

  /** The least and the greatest value of such a fact. */
  range(fact: Exclude<Fact, 'compromised_ms'>): { readonly least: number; readonly most: number } {
    let least = Number.POSITIVE_INFINITY;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.count; i++) {
      const value = this.numberOf(i, fact);
      if (value < least) least = value;
      if (value > most) most = value;
    }
    return { least, most };
  }

  #placeOf(column: number, index: number): number {
    return (column * this.count + index) * octetsOfNumber;
  }
}
