import { algorithm } from '../../certificates.samples.ts';
import { response, type OcspSamples } from '../../ocsp.samples.ts';

export const samples: OcspSamples = {
  good: [response(), response({ algorithm: algorithm('ecdsa-sha384') })],
  bad: {
    'The signature algorithm is not one to be trusted': response({
      algorithm: algorithm('ecdsa-sha1'),
    }),
    'The signature algorithm does not go with': response({ algorithm: algorithm('ed25519') }),
  },
};
