import type { CertificateRule } from '../../certificate-rule.ts';
import { neverCritical } from '../../criticality.ts';

/** Conforming authorities mark this extension as non-critical. */
export const noRevAvailNotCritical: CertificateRule = neverCritical('no_rev_avail', 'RFC 9608 §2');
