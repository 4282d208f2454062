import { response, type OcspSamples } from '../../ocsp.samples.ts';

const nonce = new Uint8Array(32).fill(7);
const other = new Uint8Array(32).fill(8);

export const samples: OcspSamples = {
  good: [response(), response({ asked: nonce }), response({ nonce, asked: nonce })],
  bad: {
    'The nonce is not the one of the request': [
      response({ nonce }),
      response({ nonce, asked: other }),
      response({ nonce, asked: nonce.subarray(1) }),
    ],
  },
};
