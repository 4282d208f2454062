import { findExtension } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';

/** The base of a delta CRL has a lower number than the delta CRL itself. */
export const deltaCrlIndicator: CrlRule = {
  name: 'crl_delta_crl_indicator',
  source: 'RFC 5280 §5.2.4',
  check: ({ extensions }) => {
    const base = findExtension(extensions, 'delta_crl_indicator')?.value;
    const number = findExtension(extensions, 'crl_number')?.value;
    return base !== undefined && number !== undefined && BigInt(base) >= BigInt(number)
      ? 'The base of the delta CRL does not have a lower number'
      : undefined;
  },
};
