import type { ExtensionKind } from '../extension-kind.ts';
import { nullValue } from '../null-value.ts';

/** The CA publishes no revocation information for this certificate (RFC 9608 §2). */
export const noRevAvail: ExtensionKind<null, 'no_rev_avail'> = {
  type: 'no_rev_avail',
  oid: '2.5.29.56',
  title: 'No Revocation Available',
  criticality: { default: false, fixed: true },
  configurable: true,
  ...nullValue,
};
