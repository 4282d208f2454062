import type { ExtensionKind } from '../extension-kind.ts';
import { generalNameList } from '../general-name-list.ts';
import type { GeneralName } from '../general-name.ts';

/** The names that the certificate is for (RFC 5280 §4.2.1.6), in the order given. */
export const subjectAlternativeName: ExtensionKind<
  readonly GeneralName[],
  'subject_alternative_name'
> = {
  type: 'subject_alternative_name',
  oid: '2.5.29.17',
  title: 'Subject Alternative Name',
  criticality: { default: false },
  configurable: true,
  ...generalNameList,
};
