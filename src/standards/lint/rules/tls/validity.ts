import { day, second } from '#base';
import type { CertificateRule } from '../../certificate-rule.ts';

/** From which notBefore on how many days are the most. The period that came before these needs no row any more. */
const limits = [
  { fromMs: Date.UTC(2029, 2, 15), days: 47 },
  { fromMs: Date.UTC(2027, 2, 15), days: 100 },
  { fromMs: 0, days: 200 },
];

/** A server's certificate lives 200 days at most, 100 from 15 March 2027, 47 from 15 March 2029; both ends count. */
export const validity: CertificateRule = {
  name: 'tls_validity',
  source: 'BR §6.3.2',
  check: ({ notBeforeMs, notAfterMs }) => {
    const days = limits.find(({ fromMs }) => notBeforeMs >= fromMs)?.days ?? 0;
    return notAfterMs - notBeforeMs + second > days * day
      ? `The validity is longer than ${days} days`
      : undefined;
  },
};
