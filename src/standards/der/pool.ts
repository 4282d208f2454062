/** As much as Node's Buffer takes at a time: what is left of it in memory for the sake of one array does not matter. */
const slabBytes = 64 * 1024;
/** A larger array gets memory of its own, which then costs little beside what is put into it. */
const maxPooled = 2 * 1024;

let slab = takeSlab();
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
    slab = takeSlab();
    used = 0;
  }
  const bytes = new Uint8Array(slab, used, size).fill(0);
  used += size;
  return bytes;
}

/** Memory as it comes: it is set to zero piece by piece, which costs a tenth of having all of it so from the start. */
function takeSlab(): ArrayBuffer {
  return Buffer.allocUnsafeSlow(slabBytes).buffer;
}
