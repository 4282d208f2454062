import { pooledBytes } from './pool.ts';

const startBytes = 64 * 1024;

/**
 * Fills one buffer from its end towards its start, so that the length of a value is known when its header is written:
 * no second pass, no tree of small buffers. What is written later stands before what was written earlier.
 */
export class DerWriter {
  #buffer: Uint8Array = new Uint8Array(startBytes);
  #position: number = startBytes;

  /** How many octets stand written. */
  get size(): number {
    return this.#buffer.length - this.#position;
  }

  /** Puts `octets` before all that is written. */
  octets(octets: Uint8Array): void {
    this.#reserve(octets.length);
    this.#position -= octets.length;
    this.#buffer.set(octets, this.#position);
  }

  /** Puts one octet before all that is written. */
  octet(octet: number): void {
    this.#reserve(1);
    this.#buffer[--this.#position] = octet;
  }

  /** Puts the octets of `text` before all that is written; what is not ASCII in it is the caller's fault. */
  ascii(text: string): void {
    this.#reserve(text.length);
    this.#position -= text.length;
    for (let i = 0; i < text.length; i++) this.#buffer[this.#position + i] = text.charCodeAt(i);
  }

  /** Puts identifier and length before the content that was written since {@link size} was `sizeBefore`. */
  header(identifier: number, sizeBefore: number): void {
    const length = this.size - sizeBefore;
    if (length < 0x80) {
      this.octet(length);
    } else {
      let width = 0;
      for (let rest = length; rest > 0; rest = Math.floor(rest / 256), width++)
        this.octet(rest & 0xff);
      this.octet(0x80 | width);
    }
    this.octet(identifier);
  }

  /** A copy of all that is written, from `sizeBefore` octets before the end when given; forgets it. */
  take(sizeBefore = 0): Uint8Array {
    const end = this.#buffer.length - sizeBefore;
    const taken = this.#buffer.slice(this.#position, end);
    this.#position = end;
    return taken;
  }

  /** As {@link take}, into memory that is shared with others: see {@link pooledBytes}. */
  takePooled(sizeBefore: number): Uint8Array {
    const end = this.#buffer.length - sizeBefore;
    const taken = pooledBytes(end - this.#position);
    taken.set(this.#buffer.subarray(this.#position, end));
    this.#position = end;
    return taken;
  }

  /** Forgets all but the first `sizeBefore` octets written. */
  rewind(sizeBefore: number): void {
    this.#position = this.#buffer.length - sizeBefore;
  }

  #reserve(count: number): void {
    if (count <= this.#position) return;
    const larger = new Uint8Array(
      Math.max(this.#buffer.length * 2, this.size + count + startBytes),
    );
    larger.set(this.#buffer.subarray(this.#position), larger.length - this.size);
    this.#position += larger.length - this.#buffer.length;
    this.#buffer = larger;
  }
}
