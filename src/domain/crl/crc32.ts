/** The polynomial of the CRC-32 of gzip (RFC 1952 §8), its highest power left out, bits reversed. */
const polynomial = 0xed_b8_83_20 | 0;
/** x to the power 0. */
const one = 1 << 31;
/** x to the power 8: what one octet behind a remainder puts to it. */
const octet = one >>> 8;

/** The CRC-32 of two runs of octets, one after the other, from those of each and the length of the second. */
export function joinCrc32(first: number, second: number, secondOctets: number): number {
  return (multiply(powerOf(secondOctets), first | 0) ^ second) >>> 0;
}

function powerOf(octets: number): number {
  let [power, square] = [one, octet];
  for (let left = octets; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = multiply(square, power);
    square = multiply(square, square);
  }
  return power;
}

/** The product of two polynomials over GF(2), modulo that of the CRC. */
function multiply(a: number, b: number): number {
  let [product, shifted] = [0, b];
  for (let bit = 31; bit >= 0; bit--) {
    product ^= shifted & -((a >>> bit) & 1);
    shifted = (shifted >>> 1) ^ (polynomial & -(shifted & 1));
  }
  return product;
}
