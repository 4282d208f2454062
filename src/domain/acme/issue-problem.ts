import { isCaError, type ErrorCode } from '#base';
import type { AcmeProblem, AcmeProblemType } from './record.ts';
import { ChallengeFailure } from './validator.ts';

/** What will pass: another try, later, may do better. */
const passing = new Set<ErrorCode>([
  'busy',
  'outcome_unknown',
  'key_unavailable',
  'clock_untrusted',
  'restore_unconfirmed',
]);

/** What the client can do something about; all else is ours. */
const types: Partial<Readonly<Record<ErrorCode, AcmeProblemType>>> = {
  bad_csr: 'badCSR',
  bad_key: 'badCSR',
  bad_name: 'rejectedIdentifier',
  rejected_identifier: 'rejectedIdentifier',
  lint_failed: 'rejectedIdentifier',
  refused: 'unauthorized',
  unauthorized: 'unauthorized',
};

/** Whether it is an answer; all else is a fault of ours that somebody should hear of. */
export function isExpected(error: unknown): boolean {
  return isCaError(error) || error instanceof ChallengeFailure;
}

/** Whether another try may end otherwise: our own faults may pass, what was decided does not. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ChallengeFailure) return error.type === 'dns';
  return !isCaError(error) || passing.has(error.code);
}

/** Why an order ended without a certificate, as its client is told. */
export function issueProblem(error: unknown): AcmeProblem {
  if (error instanceof ChallengeFailure) return { type: error.type, detail: error.message };
  if (!isCaError(error))
    return { type: 'serverInternal', detail: 'The certificate could not be issued.' };
  return { type: types[error.code] ?? 'serverInternal', detail: error.detail };
}
