import { algorithm } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl(), crl({ algorithm: algorithm('ecdsa-sha256') })],
  bad: {
    'The signature algorithm is not one to be trusted': crl({ algorithm: algorithm('ecdsa-sha1') }),
    'The signature algorithm does not go with': crl({ algorithm: algorithm('rsa-sha256') }),
  },
};
