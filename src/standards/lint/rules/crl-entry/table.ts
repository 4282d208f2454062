import type { CrlEntryExtensionsRule, CrlEntryRule } from '../../unsigned-crl.ts';
import { certificateIssuer } from './certificate-issuer.ts';
import { criticality } from './criticality.ts';
import { extensionsKnown } from './extensions-known.ts';
import { reason } from './reason.ts';
import { revocationDate } from './revocation-date.ts';
import { serialNumber } from './serial-number.ts';
import { timeEncoding } from './time-encoding.ts';

/** The rules over serial number and date that every entry of a CRL meets: RFC 5280 §5.3, and our own limits. */
export const crlEntryFields: readonly CrlEntryRule[] = [serialNumber, timeEncoding, revocationDate];

/** The rules over its extensions, and nothing else: what they agree to in one entry they agree to in all. */
export const crlEntryExtensions: readonly CrlEntryExtensionsRule[] = [
  extensionsKnown,
  criticality,
  reason,
  certificateIssuer,
];
