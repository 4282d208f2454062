import { response, single, type OcspSamples } from '../../ocsp.samples.ts';

export const samples: OcspSamples = {
  good: [response()],
  bad: {
    'The time of the next update is missing': response({
      responses: [single({ nextUpdate: null })],
    }),
  },
};
