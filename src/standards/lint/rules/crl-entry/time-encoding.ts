import { isWronglyTyped } from '../../encoded-time.ts';
import type { CrlEntryRule } from '../../unsigned-crl.ts';

/** Dates of revocation are UTCTime through the year 2049, later ones GeneralizedTime. */
export const timeEncoding: CrlEntryRule = {
  name: 'crl_entry_time_encoding',
  source: 'RFC 5280 §5.1.2.6',
  check: ({ timeTag, revokedMs }) =>
    isWronglyTyped({ tag: timeTag, milliseconds: revokedMs })
      ? 'The time of an entry is of the wrong type for its year'
      : undefined,
};
