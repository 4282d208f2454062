import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** Our own: nothing was revoked later than the moment at which that is said to be known. */
export const revocationTime: OcspRule = {
  name: 'ocsp_revocation_time',
  source: 'Certwright',
  check: ({ responses }) =>
    responses.some(
      ({ status, thisUpdateMs }) => status.type === 'revoked' && status.revokedMs > thisUpdateMs,
    )
      ? 'An answer tells of a revocation in its future'
      : undefined,
};
