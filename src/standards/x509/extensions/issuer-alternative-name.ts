import type { ExtensionKind } from '../extension-kind.ts';
import { generalNameList } from '../general-name-list.ts';
import type { GeneralName } from '../general-name.ts';

/** More names of the issuer (RFC 5280 §4.2.1.7). */
export const issuerAlternativeName: ExtensionKind<
  readonly GeneralName[],
  'issuer_alternative_name'
> = {
  type: 'issuer_alternative_name',
  oid: '2.5.29.18',
  title: 'Issuer Alternative Name',
  criticality: { default: false },
  configurable: true,
  ...generalNameList,
};
