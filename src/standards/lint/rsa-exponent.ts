import { toHex } from '#base';
import { parseDer } from '#der';
import { parsePublicKey } from '#x509';

const minExponent = 65_537n;
const maxBits = 256n;

/** Tells whether the exponent of an RSA key is odd and from 65,537 to 2^256 (FIPS 186-5 §A.1.1). */
export function isUsualExponent(spki: Uint8Array): boolean {
  const exponent = parseDer(parsePublicKey(spki).key, (reader) =>
    reader.sequence((inner) => {
      inner.integerOctets();
      return BigInt(`0x${toHex(inner.integerOctets())}`);
    }),
  );
  return exponent % 2n === 1n && exponent >= minExponent && exponent < 1n << maxBits;
}
