import { NetError, type NetFault } from '#net';
import type { AcmeProblemType } from '../record.ts';
import { ChallengeFailure } from '../validator.ts';

const types: Readonly<Record<NetFault, AcmeProblemType>> = {
  nxdomain: 'dns',
  servfail: 'dns',
  dns_timeout: 'dns',
  dns: 'dns',
  forbidden: 'connection',
  connection: 'connection',
  timeout: 'connection',
  redirect: 'connection',
  tls: 'tls',
};

/** Waits for a question to the outside; that it has no answer is a failure that the client can mend. */
export async function look<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    throw new ChallengeFailure(types[error.fault], error.message, { cause: error });
  }
}

/** The proof is there and is another one. */
export function wrongProof(detail: string): ChallengeFailure {
  return new ChallengeFailure('incorrectResponse', detail);
}

/** The beginning of what came from outside, between quotes. */
export function excerpt(text: string): string {
  const start = text.slice(0, 40).replace(/[^\x20-\x7e]|["\\]/g, '?');
  return `"${start}"${text.length > 40 ? ' and more' : ''}`;
}
