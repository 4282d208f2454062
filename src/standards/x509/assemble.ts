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
  if (length < 0x80) return new Uint8Array([identifier, length]);
  if (length < 0x100) return new Uint8Array([identifier, 0x81, length]);
  if (length < 0x10000) return new Uint8Array([identifier, 0x82, length >> 8, length]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return new Uint8Array([identifier, 0x80 | octets.length, ...octets]);
}
