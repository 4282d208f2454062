import { isWronglyTyped } from '../../encoded-time.ts';
import type { CrlRule } from '../../unsigned-crl.ts';

/** Dates through the year 2049 are UTCTime, later ones GeneralizedTime. */
export const timeEncoding: CrlRule = {
  name: 'crl_time_encoding',
  source: 'RFC 5280 §5.1.2.4, §5.1.2.5',
  check: ({ times }) =>
    times.some(isWronglyTyped) ? 'A time is of the wrong type for its year' : undefined,
};
