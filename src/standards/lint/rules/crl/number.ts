import { findExtension } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';

const limit = 1n << 159n;

/** Every CRL has a number: not negative, of 20 octets at most. */
export const number: CrlRule = {
  name: 'crl_number',
  source: 'RFC 5280 §5.2.3',
  check: ({ extensions }) => {
    const found = findExtension(extensions, 'crl_number')?.value;
    if (found === undefined) return 'The CRL number is missing';
    return BigInt(found) >= 0n && BigInt(found) < limit
      ? undefined
      : 'The CRL number is negative or longer than 20 octets';
  },
};
