import type { ExtensionKind } from '../extension-kind.ts';
import { generalNameList } from '../general-name-list.ts';
import type { GeneralName } from '../general-name.ts';

/** On an entry of an indirect CRL: who issued the revoked certificate (RFC 5280 §5.3.3). */
export const certificateIssuer: ExtensionKind<readonly GeneralName[], 'certificate_issuer'> = {
  type: 'certificate_issuer',
  oid: '2.5.29.29',
  title: 'Certificate Issuer',
  criticality: { default: true, fixed: true },
  configurable: false,
  ...generalNameList,
};
