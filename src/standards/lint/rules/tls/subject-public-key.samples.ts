import { ecKey, edKey, rsaKey } from '../../keys.samples.ts';
import { server, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [server(), server({ spki: rsaKey(3072) }), server({ spki: ecKey('P-521') })],
  bad: {
    'The public key is of a type or size': [
      server({ spki: edKey() }),
      server({ spki: rsaKey(2049) }),
      server({ spki: rsaKey(1024) }),
      server({ spki: ecKey('brainpoolP256r1') }),
    ],
    'The exponent of the RSA key': [
      server({ spki: rsaKey(2048, 3n) }),
      server({ spki: rsaKey(2048, 65_538n) }),
      server({ spki: rsaKey(2048, (1n << 256n) + 1n) }),
    ],
  },
};
