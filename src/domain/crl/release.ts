/**
 * Gives the memory of bytes that nobody needs any more back at once, not when garbage is collected next: of a million
 * entries there are hundreds of such pieces. Only where they are all of their buffer; the array is empty afterwards.
 */
export function release(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
}
