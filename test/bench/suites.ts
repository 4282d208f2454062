import { acme } from './acme/suite.ts';
import { crl } from './crl/suite.ts';
import { footprint } from './footprint/suite.ts';
import { issue } from './issue/suite.ts';
import { ocsp } from './ocsp/suite.ts';
import { issueApi } from './peers/suite.ts';
import { store } from './store/suite.ts';
import type { Suite } from './suite.ts';
import { x509 } from './x509/suite.ts';

/** Every benchmark there is; a new one is one line here. */
export const suites: readonly Suite[] = [x509, crl, ocsp, acme, issue, issueApi, store, footprint];
