import { isCaError, second } from '#base';
import { asksCaa, requireCaa, type CaaAsker } from './check-caa.ts';
import type { Context } from './context.ts';
import { tryJob, type Attempt } from './book-try.ts';
import { policyOf } from './policy.ts';
import type { AcmeProblem } from './record.ts';
import { issuerNamesOf, statusOfAuthorization, toAccount } from './rows.ts';
import { fail, pass, retry } from './settle-try.ts';
import type { ChallengeRow, Which } from './tables.ts';
import { ChallengeFailure, type PendingChallenge } from './validator.ts';

const limitMs = 10 * second;

/** Tells the queue how a proof is looked for. */
export function defineTryJob(context: Context): void {
  context.jobs.define(tryJob, ({ id, slug, tries }) =>
    tryChallenge(context, { id: Number(id), slug: String(slug), tries: Number(tries) }),
  );
}

/** Looks, outside any transaction; then one transaction says what came of it. */
async function tryChallenge(
  context: Context,
  { tries, ...which }: Which & Pick<ChallengeRow, 'tries'>,
): Promise<void> {
  const { store, clock } = context;
  const challenge = await store.authorizations.findChallenge(which);
  if (challenge?.status !== 'processing' || challenge.tries !== tries) return;
  const attempt = await readAttempt(context, challenge);
  if (!attempt) return;
  const { authorization, account, policy } = attempt;
  const isWanted = statusOfAuthorization(authorization, clock.now()) === 'pending';
  if (!isWanted || account.status !== 'valid')
    return fail(context, attempt, { type: 'unauthorized', detail: 'It is no longer waited for.' });
  const problem = await look(context, attempt);
  if (problem === undefined) return pass(context, attempt);
  if (tries + 1 >= policy.tries) return fail(context, attempt, problem);
  return retry(context, attempt, problem);
}

async function readAttempt(
  { authorities, store }: Context,
  challenge: ChallengeRow,
): Promise<Attempt | undefined> {
  const authorization = await store.authorizations.find({ id: challenge.authorization_id });
  const row = authorization && (await store.accounts.find({ id: authorization.account_id }));
  if (!authorization || !row) return undefined;
  const { authority_id: id } = authorization;
  const [authority, policy] = await Promise.all([authorities.get({ id }), policyOf(store, id)]);
  return { challenge, authorization, account: toAccount(row), authority, policy };
}

/** What is wrong with a proof; undefined when it is there, and CAA records do not forbid. */
async function look(context: Context, attempt: Attempt): Promise<AcmeProblem | undefined> {
  const { authorization, challenge, account, authority, policy } = attempt;
  const accountUrl = context.accountUrl(account.authoritySerial, account.slug);
  const asker = { authority, policy, accountUrl };
  try {
    await validate(context, attempt, asker);
    if (authorization.type === 'dns' && asksCaa(asker))
      await requireCaa(context, asker, [
        {
          value: authorization.value,
          wildcard: authorization.wildcard === 1,
          method: challenge.type,
        },
      ]);
    return undefined;
  } catch (error) {
    return toProblem(context, error);
  }
}

async function validate(context: Context, attempt: Attempt, asker: CaaAsker): Promise<void> {
  const { challenge, policy } = attempt;
  const validator = context.validators.get(challenge.type);
  if (!validator || !policy.challengeTypes.includes(challenge.type))
    throw new ChallengeFailure('unauthorized', `${challenge.type} is no longer taken here.`);
  const signal = AbortSignal.timeout(limitMs);
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () =>
      reject(new ChallengeFailure('connection', 'The proof was not found in time.')),
    );
  });
  const pending = toPending(context, attempt, asker);
  await Promise.race([validator.validate(pending, context.net(policy.networks), signal), late]);
}

function toPending(
  { clock }: Context,
  { authorization, challenge, account }: Attempt,
  { authority, policy, accountUrl }: CaaAsker,
): PendingChallenge {
  const { token } = challenge;
  return Object.freeze({
    type: challenge.type,
    identifier: Object.freeze({ type: authorization.type, value: authorization.value }),
    wildcard: authorization.wildcard === 1,
    subdomains: authorization.subdomains === 1,
    token,
    keyAuthorization: token === null ? null : `${token}.${account.key.thumbprint}`,
    accountUrl,
    issuerNames: issuerNamesOf(authority, policy),
    nowMs: clock.now(),
  });
}

/** What the client is told: a failure of its own in its words, one of ours without any. */
function toProblem({ report }: Context, error: unknown): AcmeProblem {
  if (error instanceof ChallengeFailure) return { type: error.type, detail: error.message };
  if (!isCaError(error)) report(error);
  return { type: 'serverInternal', detail: 'The proof could not be looked for.' };
}
