import { response, type OcspSamples } from '../../ocsp.samples.ts';

export const samples: OcspSamples = {
  good: [response()],
  bad: { 'There is no answer in it': response({ responses: [] }) },
};
