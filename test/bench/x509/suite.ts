import type { Suite } from '../suite.ts';
import { crlComparisons } from './crl.ts';
import { leafComparisons } from './leaves.ts';
import { ocspComparisons } from './ocsp.ts';
import { requestComparisons } from './requests.ts';

/** Documents in memory, from bytes to values and back: no disk, no network, no database. */
export const x509: Suite = {
  name: 'x509',
  summary: 'CSRs, certificates, CRLs and OCSP answers, against bare signatures and @peculiar/x509',
  open: async (size) => ({
    comparisons: [
      ...(await requestComparisons(size)),
      ...(await leafComparisons()),
      ...(await ocspComparisons()),
      ...(await crlComparisons(size)),
    ],
    close: async () => {},
  }),
};
