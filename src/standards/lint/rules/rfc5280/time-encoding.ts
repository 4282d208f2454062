import type { CertificateRule } from '../../certificate-rule.ts';
import { isWronglyTyped } from '../../encoded-time.ts';

/** Dates through the year 2049 are UTCTime, later ones GeneralizedTime. */
export const timeEncoding: CertificateRule = {
  name: 'time_encoding',
  source: 'RFC 5280 §4.1.2.5',
  check: ({ times }) =>
    times.some(isWronglyTyped) ? 'A time is of the wrong type for its year' : undefined,
};
