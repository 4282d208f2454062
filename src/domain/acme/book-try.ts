import type { Authority } from '#authorities';
import type { Context } from './context.ts';
import type { AcmePolicy } from './policy.ts';
import type { AcmeAccount } from './record.ts';
import type { AuthorizationRow, ChallengeRow, Trx, Which } from './tables.ts';

/** The kind of job that looks for a proof. */
export const tryJob = 'acme.validate';

/** What a look for a proof is about. */
export interface Attempt {
  readonly challenge: ChallengeRow;
  readonly authorization: AuthorizationRow;
  readonly account: AcmeAccount;
  readonly authority: Authority;
  readonly policy: AcmePolicy;
}

/** Books the next look for the proof of a challenge; those that are booked for one try and time make one. */
export async function bookTry(
  { jobs }: Pick<Context, 'jobs'>,
  trx: Trx,
  { id, slug, tries }: Which & Pick<ChallengeRow, 'tries'>,
  runAtMs: number,
): Promise<void> {
  const key = `${slug}/${tries}/${runAtMs}`;
  await jobs.book(trx, tryJob, { id, slug, tries }, { key, runAtMs });
}
