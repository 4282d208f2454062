import { dsaKey, ecKey, edKey, rsaKey, unknownKey } from '../../keys.samples.ts';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf({ spki: rsaKey(2048) }), leaf({ spki: edKey() }), leaf({ spki: ecKey('P-521') })],
  bad: {
    'The RSA key has fewer than 2048 bits': [
      leaf({ spki: rsaKey(2047) }),
      leaf({ spki: rsaKey(1024) }),
    ],
    'The public key is a DSA key': leaf({ spki: dsaKey() }),
    'The public key is of no kind': leaf({ spki: unknownKey() }),
  },
};
