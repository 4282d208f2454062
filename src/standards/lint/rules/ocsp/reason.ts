import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** Who is revoked is not about to be taken off a list: removeFromCRL has a meaning in delta CRLs alone. */
export const reason: OcspRule = {
  name: 'ocsp_reason',
  source: 'RFC 5280 §5.3.1',
  check: ({ responses }) =>
    responses.some(({ status }) => status.type === 'revoked' && status.reason === 'removeFromCRL')
      ? 'An answer gives the reason removeFromCRL'
      : undefined,
};
