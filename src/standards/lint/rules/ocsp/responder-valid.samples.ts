import { delegate, response, single, type OcspSamples } from '../../ocsp.samples.ts';

const short = delegate({ notAfter: '2026-02-02T00:00:00Z' });

export const samples: OcspSamples = {
  good: [response(), response({ responder: short })],
  bad: {
    'The certificate of the responder is not valid': [
      response({ producedAt: '2025-12-31T23:59:59Z' }),
      response({ producedAt: '2026-04-01T00:00:00Z' }),
    ],
    'An answer is to be believed longer': response({
      responder: short,
      responses: [single(), single({ nextUpdate: '2026-02-02T00:00:01Z' })],
    }),
  },
};
