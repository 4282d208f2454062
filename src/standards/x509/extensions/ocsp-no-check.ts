import type { ExtensionKind } from '../extension-kind.ts';
import { nullValue } from '../null-value.ts';

/** A responder's certificate need not be checked for revocation (RFC 6960 §4.2.2.2.1). */
export const ocspNoCheck: ExtensionKind<null, 'ocsp_no_check'> = {
  type: 'ocsp_no_check',
  oid: '1.3.6.1.5.5.7.48.1.5',
  title: 'OCSP No Check',
  criticality: { default: false },
  configurable: true,
  ...nullValue,
};
