import { accessDescriptions } from '../access-description.ts';
import type { AccessDescription } from '../access-description.ts';
import { oidSchema } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Where the subject offers something, for instance its repository of certificates (RFC 5280 §4.2.2.2). */
export const subjectInformationAccess: ExtensionKind<
  readonly AccessDescription[],
  'subject_information_access'
> = {
  type: 'subject_information_access',
  oid: '1.3.6.1.5.5.7.1.11',
  title: 'Subject Information Access',
  criticality: { default: false, fixed: true },
  configurable: false,
  ...accessDescriptions(oidSchema),
};
