import { ecKey, edKey, rsaKey } from '../../keys.samples.ts';
import {
  algorithm,
  authority,
  certificateOf,
  server,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const below = (spki: Uint8Array) => certificateOf(authority({ spki }));

export const samples: CertificateSamples = {
  good: [
    server(),
    server({ issuer: below(ecKey('P-384')), algorithm: algorithm('ecdsa-sha384') }),
    server({ issuer: below(rsaKey(2048)), algorithm: algorithm('rsa-pss-sha512') }),
  ],
  bad: {
    'The signature algorithm ecdsa-sha512': server({ algorithm: algorithm('ecdsa-sha512') }),
    'The signature algorithm ecdsa-sha256': server({
      issuer: below(ecKey('P-384')),
      algorithm: algorithm('ecdsa-sha256'),
    }),
    'The signature algorithm rsa-sha224': server({
      issuer: below(rsaKey(2048)),
      algorithm: algorithm('rsa-sha224'),
    }),
    'The signature algorithm ed25519': server({ issuer: below(edKey()) }),
    'The signature algorithm ecdsa-sha384': server({
      issuer: below(ecKey('brainpoolP256r1')),
      algorithm: algorithm('ecdsa-sha384'),
    }),
  },
};
