import { response, revoked, single, type OcspSamples } from '../../ocsp.samples.ts';

const because = (reason: number) =>
  response({ responses: [single({ status: revoked('2026-01-15T00:00:00Z', reason) })] });

export const samples: OcspSamples = {
  good: [response(), because(1), because(6)],
  bad: { 'An answer gives the reason removeFromCRL': because(8) },
};
