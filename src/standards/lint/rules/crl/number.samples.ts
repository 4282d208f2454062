import type { Extension } from '#x509';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const numbered = (value: bigint): Extension => ({
  type: 'crl_number',
  critical: false,
  value: value.toString(),
});

export const samples: CrlSamples = {
  good: [crl(), crl({ with: [numbered(0n)] }), crl({ with: [numbered((1n << 159n) - 1n)] })],
  bad: {
    'The CRL number is missing': crl({ without: ['crl_number'] }),
    'The CRL number is negative or longer': [
      crl({ with: [numbered(-1n)] }),
      crl({ with: [numbered(1n << 159n)] }),
    ],
  },
};
