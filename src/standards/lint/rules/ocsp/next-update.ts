import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** Every answer says until when it may be kept: without that, no cache between us and the clients can serve it. */
export const nextUpdate: OcspRule = {
  name: 'ocsp_next_update',
  source: 'RFC 9919',
  check: ({ responses }) =>
    responses.some(({ nextUpdateMs }) => nextUpdateMs === null)
      ? 'The time of the next update is missing'
      : undefined,
};
