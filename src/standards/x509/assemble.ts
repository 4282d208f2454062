import { tag } from '#der';

/**
 * One DER value of parts that are already encoded, copied once into an array of exactly the right size: for lists of
 * revoked certificates that are too long to pass through a writer, and for what is wrapped around them.
 */
export function assemble(
  parts: readonly Uint8Array[],
  identifier: number = tag.sequence,
): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const header = encodeHeader(identifier, length);
  const whole = new Uint8Array(header.length + length);
  whole.set(header);
  let offset = header.length;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Identifier and length octets (X.690 §8.1.3), the length in its shortest form. */
export function encodeHeader(identifier: number, length: number): Uint8Array {
  const header = new Uint8Array(headerSize(length));
  putHeader(header, 0, identifier, length);
  return header;
}

/** How many octets {@link encodeHeader} has. */
export function headerSize(length: number): number {
  let size = 2;
  if (length >= 0x80) for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size++;
  return size;
}

/** Writes {@link encodeHeader} at `at`, and tells where it ends. */
export function putHeader(
  into: Uint8Array,
  at: number,
  identifier: number,
  length: number,
): number {
  const end = at + headerSize(length);
  into[at] = identifier;
  let rest = length;
  for (let i = end - 1; i > at + 1; i--, rest = Math.floor(rest / 256)) into[i] = rest & 0xff;
  into[at + 1] = length < 0x80 ? length : 0x80 | (end - at - 2);
  return end;
}
