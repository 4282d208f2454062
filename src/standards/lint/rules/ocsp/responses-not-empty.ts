import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** Our own: there is at least one answer, or nothing was asked that needs a signature. */
export const responsesNotEmpty: OcspRule = {
  name: 'ocsp_responses_not_empty',
  source: 'Certwright',
  check: ({ responses }) => (responses.length > 0 ? undefined : 'There is no answer in it'),
};
