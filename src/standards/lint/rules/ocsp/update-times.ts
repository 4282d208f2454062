import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** An answer was right before it was produced or just then, and is not outdated by the time it is. */
export const updateTimes: OcspRule = {
  name: 'ocsp_update_times',
  source: 'RFC 6960 §4.2.2.1',
  check: ({ producedAtMs, responses }) => {
    for (const { thisUpdateMs, nextUpdateMs } of responses) {
      if (thisUpdateMs > producedAtMs)
        return 'An answer is known to be right only after it is made';
      if (nextUpdateMs === null) continue;
      if (nextUpdateMs <= thisUpdateMs) return 'The next update does not come after this one';
      if (nextUpdateMs < producedAtMs) return 'An answer is outdated when it is made';
    }
    return undefined;
  },
};
