import type { CrlRule } from '../../unsigned-crl.ts';

/** Every CRL says when the next one comes at the latest, and that is after this one. */
export const nextUpdate: CrlRule = {
  name: 'crl_next_update',
  source: 'RFC 5280 §5.1.2.5',
  check: ({ thisUpdateMs, nextUpdateMs }) => {
    if (nextUpdateMs === null) return 'The time of the next update is missing';
    return nextUpdateMs > thisUpdateMs ? undefined : 'The next update does not come after this one';
  },
};
