import { response, single, type OcspSamples } from '../../ocsp.samples.ts';

export const samples: OcspSamples = {
  good: [
    response(),
    response({ producedAt: '2026-02-02T00:00:00Z' }),
    response({ producedAt: '2026-02-01T12:00:00Z' }),
  ],
  bad: {
    'An answer is known to be right only after': response({ producedAt: '2026-01-31T23:59:59Z' }),
    'The next update does not come after': response({
      responses: [single({ nextUpdate: '2026-02-01T00:00:00Z' })],
    }),
    'An answer is outdated when it is made': response({ producedAt: '2026-02-02T00:00:01Z' }),
  },
};
