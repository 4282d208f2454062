import type { CrlEntryRule } from '../../unsigned-crl.ts';
import { certificateIssuer } from './certificate-issuer.ts';
import { criticality } from './criticality.ts';
import { extensionsKnown } from './extensions-known.ts';
import { reason } from './reason.ts';
import { revocationDate } from './revocation-date.ts';
import { serialNumber } from './serial-number.ts';
import { timeEncoding } from './time-encoding.ts';

/** The rules that every entry of a CRL meets: RFC 5280 §5.3, and our own limits. */
export const crlEntry: readonly CrlEntryRule[] = [
  serialNumber,
  timeEncoding,
  revocationDate,
  extensionsKnown,
  criticality,
  reason,
  certificateIssuer,
];
