import type { Authority } from '#authorities';
import type { CaaRecord } from '#net';
import { findRecords, findRefusal } from './caa.ts';
import type { Context } from './context.ts';
import type { AcmePolicy } from './policy.ts';
import { issuerNamesOf } from './rows.ts';
import { ChallengeFailure } from './validator.ts';

/** One name that is to be certified, and how its holder proved to be that. */
export interface CaaSubject {
  /** Without `*.`. */
  readonly value: string;
  readonly wildcard: boolean;
  readonly method: string;
}

/** For whom CAA records are asked. */
export interface CaaAsker {
  readonly authority: Authority;
  readonly policy: AcmePolicy;
  readonly accountUrl: string;
}

const limitMs = 10_000;

/** Whether this authority asks for CAA records. */
export function asksCaa({ authority, policy }: Omit<CaaAsker, 'accountUrl'>): boolean {
  if (policy.caa !== 'named') return policy.caa === 'always';
  return issuerNamesOf(authority, policy).length > 0;
}

/**
 * Asks for the CAA records of names, each name once, also those above them.
 *
 * @throws ChallengeFailure `caa` when they forbid one of the names, `dns` when one could not be asked for.
 */
export async function requireCaa(
  { net }: Context,
  asker: CaaAsker,
  subjects: readonly CaaSubject[],
): Promise<void> {
  const { authority, policy, accountUrl } = asker;
  const way = net(policy.networks);
  const answers = new Map<string, Promise<readonly CaaRecord[]>>();
  const ask = (name: string): Promise<readonly CaaRecord[]> => {
    const answer = answers.get(name) ?? way.resolve(name, 'CAA', AbortSignal.timeout(limitMs));
    answers.set(name, answer);
    return answer;
  };
  const issuerNames = issuerNamesOf(authority, policy);
  for (const { value, wildcard, method } of subjects) {
    const records = await findRecords(value, ask).catch((cause: unknown) => {
      throw new ChallengeFailure('dns', `The CAA records of ${value} could not be looked up.`, {
        cause,
      });
    });
    const refusal = findRefusal(records, { wildcard, issuerNames, accountUrl, method });
    if (refusal !== undefined) throw new ChallengeFailure('caa', `${value}: ${refusal}.`);
  }
}
