import type { OcspRule } from '../../unsigned-ocsp-response.ts';
import { certificateIds } from './certificate-ids.ts';
import { nextUpdate } from './next-update.ts';
import { nonce } from './nonce.ts';
import { reason } from './reason.ts';
import { responderAuthorized } from './responder-authorized.ts';
import { responderId } from './responder-id.ts';
import { responderKeyUsage } from './responder-key-usage.ts';
import { responderValid } from './responder-valid.ts';
import { responsesNotEmpty } from './responses-not-empty.ts';
import { revocationTime } from './revocation-time.ts';
import { signatureAlgorithm } from './signature-algorithm.ts';
import { updateTimes } from './update-times.ts';

/** The rules that every OCSP response meets: RFC 6960, RFC 9654, RFC 9919, and our own limits. */
export const ocsp: readonly OcspRule[] = [
  signatureAlgorithm,
  responderAuthorized,
  responderKeyUsage,
  responderValid,
  responderId,
  responsesNotEmpty,
  certificateIds,
  updateTimes,
  nextUpdate,
  revocationTime,
  reason,
  nonce,
];
