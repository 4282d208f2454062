import { assert, type Problem } from '#base';
import { judgeEntries } from './judge-entries.ts';
import type { Prepared } from './prepared.ts';
import type { EntryTerms } from './unsigned-crl.ts';

/** What a list has besides a stock: what is before all entries, entries that are not kept for the next, and what is behind. */
export interface Surroundings {
  readonly head: Uint8Array;
  readonly loose: readonly Uint8Array[];
  readonly tail: Uint8Array;
}

/** Entries that came together. */
interface Part {
  readonly key: number;
  readonly octets: number;
  /** Under which terms they were agreed to. */
  agreed?: EntryTerms;
}

const octetsInStep = 1 << 20;
/** Room for the heads of lists. */
const headOctets = 4096;

/**
 * The encoded entries of a long list, kept from one list to the next in the very memory that lists are signed from: the
 * next one differs in a few entries, and the first touch of fresh memory costs as much as hashing it. They are in parts
 * that never change and that come and go as a whole, each under a key; what was agreed to once is not walked again.
 *
 * A list that was prepared from a stock lives in it: whoever has both lets the stock rest until the list is signed.
 */
export class EntryStock {
  #memory: Uint8Array = sharedOctets(0);
  /** Where the entries begin, and where they end; there is nothing between two parts. */
  #start = 0;
  #end = 0;
  #parts: Part[] = [];
  #prepared: Prepared<unknown> | undefined;

  /** The keys of its parts, in their order. */
  get keys(): readonly number[] {
    return this.#parts.map(({ key }) => key);
  }

  /** Of all its entries. */
  get octets(): number {
    return this.#end - this.#start;
  }

  /** Of the memory that it takes. */
  get sizeBytes(): number {
    return this.#memory.length;
  }

  /** Lets all parts go but these; answers, in their order, the keys of those that it does not have. */
  keep(keys: readonly number[]): number[] {
    this.#requireRest();
    const wanted = new Set(keys);
    let [from, to] = [this.#start, this.#start];
    for (const { key, octets } of this.#parts) {
      if (from !== to && wanted.has(key)) this.#memory.copyWithin(to, from, from + octets);
      from += octets;
      if (wanted.has(key)) to += octets;
    }
    this.#end = to;
    this.#parts = this.#parts.filter(({ key }) => wanted.delete(key));
    return [...wanted];
  }

  /** Adds a part behind all others, as `encodeCrlEntries` of `#x509` has written it. Copied. */
  add(key: number, der: Uint8Array): void {
    this.#requireRest();
    assert(this.#end + der.length <= this.#memory.length, 'room that was reserved');
    this.#memory.set(der, this.#end);
    this.#end += der.length;
    this.#parts.push({ key, octets: der.length });
  }

  /** Makes room for so many octets before and behind its entries. A little a step, where they move. */
  *reserve(before: number, behind: number): Generator<void, void> {
    this.#requireRest();
    if (this.#start >= before && this.#end + behind <= this.#memory.length) return;
    const start = Math.max(before, headOctets);
    const memory = sharedOctets(withSlack(start + this.octets + behind));
    for (let at = this.#start; at < this.#end; at += octetsInStep) {
      const step = this.#memory.subarray(at, Math.min(at + octetsInStep, this.#end));
      memory.set(step, start + at - this.#start);
      yield;
    }
    [this.#memory, this.#start, this.#end] = [memory, start, start + this.octets];
  }

  /** Puts a list together around its entries, which are not copied. A little a step. */
  *surround({ head, loose, tail }: Surroundings): Generator<void, Uint8Array> {
    const behind = octetsOf(loose) + tail.length;
    yield* this.reserve(head.length, behind);
    const from = this.#start - head.length;
    this.#memory.set(head, from);
    let to = this.#end;
    for (const der of loose) {
      this.#memory.set(der, to);
      to += der.length;
      yield;
    }
    this.#memory.set(tail, to);
    return this.#memory.subarray(from, to + tail.length);
  }

  /** Notes which list lives in it now. */
  lend(prepared: Prepared<unknown>): void {
    this.#prepared = prepared;
  }

  /** Judges, as {@link judgeEntries} does, the parts that were not yet agreed to under such terms. */
  *judge(terms: EntryTerms): Generator<void, Problem[]> {
    const problems: Problem[] = [];
    let at = this.#start;
    for (const part of this.#parts) {
      const der = this.#memory.subarray(at, at + part.octets);
      at += part.octets;
      if (isCovered(terms, part.agreed)) continue;
      const found = yield* judgeEntries(der, terms);
      problems.push(...found);
      if (found.length === 0) part.agreed = termsOf(terms);
    }
    return problems;
  }

  #requireRest(): void {
    assert(
      this.#prepared?.isRedeemed ?? true,
      'a stock that changes under a list yet to be signed',
    );
  }
}

function isCovered(terms: EntryTerms, agreed: EntryTerms | undefined): boolean {
  return (
    agreed !== undefined &&
    agreed.isDelta === terms.isDelta &&
    agreed.isIndirect === terms.isIndirect &&
    agreed.thisUpdateMs <= terms.thisUpdateMs
  );
}

function termsOf({ thisUpdateMs, isDelta, isIndirect }: EntryTerms): EntryTerms {
  return { thisUpdateMs, isDelta, isIndirect };
}

/** How many octets some arrays have together. */
export function octetsOf(all: readonly Uint8Array[]): number {
  return all.reduce((sum, { length }) => sum + length, 0);
}

/** Memory that another thread can look at too: a list is hashed by whoever signs and by whoever verifies. */
function sharedOctets(count: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(count));
}

/** The next list is longer, but only by a little. */
function withSlack(octets: number): number {
  return octets + (octets >> 4);
}
