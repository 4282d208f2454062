import { rsaKey } from '../../keys.samples.ts';
import { algorithm, leaf, root, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    leaf(),
    leaf({ algorithm: algorithm('ecdsa-sha512') }),
    root({ spki: rsaKey(2048), algorithm: algorithm('rsa-pss-sha256') }),
  ],
  bad: {
    'The signature algorithm is not one to be trusted': leaf({
      algorithm: algorithm('ecdsa-sha1'),
    }),
    'The signature algorithm does not go with the key': [
      leaf({ algorithm: algorithm('rsa-sha256') }),
      leaf({ algorithm: algorithm('ed25519') }),
    ],
  },
};
