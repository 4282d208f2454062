/** So small that what is left of it in memory for the sake of one array does not matter. */
const slabBytes = 8 * 1024;
/** A larger array gets memory of its own, which then costs little beside what is put into it. */
const maxPooled = slabBytes / 4;

let slab = new ArrayBuffer(slabBytes);
let used = 0;

/**
 * An array of zeros that shares its `buffer` with others, as those of Node's Buffer do, for a tenth of the time that
 * memory of its own takes: that is longer than encoding a certificate. Its memory is given out once and never to two.
 *
 * For documents that everybody may read and that are copied before they are kept; never for anything secret.
 */
export function pooledBytes(size: number): Uint8Array {
  if (size > maxPooled) return new Uint8Array(size);
  if (used + size > slabBytes) {
    slab = new ArrayBuffer(slabBytes);
    used = 0;
  }
  const bytes = new Uint8Array(slab, used, size);
  used += size;
  return bytes;
}
