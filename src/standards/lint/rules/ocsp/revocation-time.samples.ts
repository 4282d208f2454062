import { response, revoked, single, type OcspSamples } from '../../ocsp.samples.ts';

const since = (at: string) => response({ responses: [single({ status: revoked(at, 1) })] });

export const samples: OcspSamples = {
  good: [response(), since('2026-02-01T00:00:00Z')],
  bad: { 'An answer tells of a revocation': since('2026-02-01T00:00:01Z') },
};
