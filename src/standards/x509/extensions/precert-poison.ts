import type { ExtensionKind } from '../extension-kind.ts';
import { nullValue } from '../null-value.ts';

/** Makes a precertificate unusable to all but Certificate Transparency logs (RFC 6962 §3.1). */
export const precertPoison: ExtensionKind<null, 'precert_poison'> = {
  type: 'precert_poison',
  oid: '1.3.6.1.4.1.11129.2.4.3',
  title: 'Precert Poison',
  criticality: { default: true, fixed: true },
  configurable: true,
  ...nullValue,
};
