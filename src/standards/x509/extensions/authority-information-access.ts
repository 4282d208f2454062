import { z } from 'zod';
import { accessDescriptions, accessMethods } from '../access-description.ts';
import type { AccessDescription } from '../access-description.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Where to ask for the status of this certificate and where its issuer's certificate is (RFC 5280 §4.2.2.1). */
export const authorityInformationAccess: ExtensionKind<
  readonly AccessDescription[],
  'authority_information_access'
> = {
  type: 'authority_information_access',
  oid: '1.3.6.1.5.5.7.1.1',
  title: 'Authority Information Access',
  criticality: { default: false, fixed: true },
  configurable: true,
  ...accessDescriptions(z.enum([accessMethods.ocsp, accessMethods.ca_issuers])),
};
