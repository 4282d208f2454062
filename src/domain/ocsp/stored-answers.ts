import { CaError, isCaError, second } from '#base';
import { encodeCertId } from '#x509';
import type { Context } from './context.ts';
import { findResponderAnew, recallResponder } from './find-responder.ts';
import { usualHashes, type Issuer, type OwnId } from './issuer.ts';
import { findPolicy } from './policy.ts';
import type { Responder } from './responder.ts';
import { agrees, toStoredAnswer, type StoredAnswer } from './stored-answer.ts';
import type { Remembered } from './memory.ts';
import type { AnswerWhere } from './answer-store.ts';
import type { AnswerRow } from './tables.ts';
import { archiveCutoffOf, statusOf, type Truth } from './truth.ts';

/** One certificate as it is asked about. */
export interface Question {
  readonly issuer: Issuer;
  /** The issuer in the hash of the question. */
  readonly id: OwnId;
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  /** CertID as it stands in the request. */
  readonly certIdDer: Uint8Array;
}

/** The questions that can be asked about one certificate, one for each hash, in our own spelling. */
export function questionsAbout(issuer: Issuer, serial: string): Question[] {
  return issuer.ids.map((id) => ({ issuer, id, serial, certIdDer: encodeCertId(id, serial) }));
}

/** Those that are likely to be asked. */
export function usualQuestionsAbout(issuer: Issuer, serial: string): Question[] {
  return questionsAbout(issuer, serial).filter(({ id }) => usualHashes.has(id.hash));
}

/**
 * The answer about one certificate: the one at hand or on record when it still agrees with the record of the certificate
 * and is not due, else a new one, signed and on record. Undefined for a serial that is not on record for this issuer.
 *
 * What the record of the certificate says is looked up after the call, or known not to have changed since: a revocation
 * is told from its commit on, by every process.
 *
 * @throws CaError `key_unavailable`, `not_found`, `clock_untrusted`, `busy`: no answer can be made now, and the one on
 *   record is wrong or outdated.
 */
export async function findAnswer(
  context: Context,
  question: Question,
): Promise<StoredAnswer | undefined> {
  const [found] = await rememberAll(context, question.issuer, [question]);
  return found?.answer;
}

/**
 * As {@link findAnswer}, about certificates of one issuer, in their order, each with the last change that is known not to
 * have made it wrong.
 */
export async function rememberAll(
  context: Context,
  issuer: Issuer,
  questions: readonly Question[],
): Promise<readonly (Remembered | undefined)[]> {
  const { memory } = context;
  const lastChange = memory.certainChange() ?? (await memory.lastChange());
  const known = questions.map((question) => findRight(context, question, lastChange));
  const open = questions.filter((_, i) => !known[i]);
  if (open.length === 0) return known;
  const truths = await context.findTruths(
    issuer.authority,
    open.map(({ serial }) => serial),
  );
  const recalled = new Map<Question, Remembered>();
  const recallOne = async (question: Question, truth: Truth): Promise<void> => {
    const remembered = { answer: await recall(context, question, truth), lastChange };
    recalled.set(question, remembered);
    context.memory.put(keyOf(question), remembered);
  };
  const works: Promise<void>[] = [];
  for (const question of open) {
    const truth = truths.get(question.serial);
    if (truth) works.push(recallOne(question, truth));
    else context.memory.drop(keyOf(question));
  }
  await Promise.all(works);
  return questions.map((question, i) => known[i] ?? recalled.get(question));
}

/** The answer at hand, while nothing can have made it wrong and it is not due. */
function findRight(
  { memory, clock }: Context,
  question: Question,
  lastChange: number,
): Remembered | undefined {
  const known = memory.get(keyOf(question));
  const isRight = known !== undefined && known.lastChange >= lastChange;
  return isRight && clock.now() < known.answer.renewMs ? known : undefined;
}

/** However the question was spelled: an answer is in our own spelling. */
function keyOf({ issuer, id, serial }: Question): string {
  return `${issuer.authority.id} ${id.hash} ${serial}`;
}

function whereOf({ issuer, id, serial }: Question): AnswerWhere {
  return { authority_id: issuer.authority.id, serial, hash: id.hash };
}

async function recall(context: Context, question: Question, truth: Truth): Promise<StoredAnswer> {
  const row = await context.store.findAnswer(whereOf(question));
  const stored = row && hasDer(row) ? toStoredAnswer(row) : undefined;
  const isRight = stored !== undefined && agrees(stored, truth);
  const now = context.clock.now();
  if (isRight && now < stored.renewMs) return stored;
  try {
    const made = await makeOnce(context, question, truth);
    if (stored && !isRight) noteVisible(context, truth);
    return made;
  } catch (error) {
    // Old, but right and not outdated: better than nothing, where nobody here can sign.
    if (isRight && isCaError(error) && now < stored.nextUpdateMs) return stored;
    throw error;
  }
}

function noteVisible({ visibility, clock }: Context, { revocation }: Truth): void {
  if (revocation) visibility.note(revocation.revoked.getTime(), clock.now());
}

function hasDer(row: AnswerRow): row is AnswerRow & { der: Uint8Array } {
  return row.der !== null;
}

/** Many who ask at once get one answer. */
function makeOnce(context: Context, question: Question, truth: Truth): Promise<StoredAnswer> {
  const { underWay } = context;
  const { authority_id: authorityId, serial, hash } = whereOf(question);
  const { revocation } = truth;
  const state = revocation ? `${revocation.revoked.getTime()} ${revocation.reason}` : 'good';
  const key = `${authorityId} ${serial} ${hash} ${state}`;
  const running =
    underWay.get(key) ?? makeAnswer(context, question, truth).finally(() => underWay.delete(key));
  underWay.set(key, running);
  return running;
}

/** Signs a new answer, its exact bytes on record before and after (I1). */
async function makeAnswer(
  context: Context,
  question: Question,
  truth: Truth,
): Promise<StoredAnswer> {
  const { db, store, signing } = context;
  const { issuer, id, serial } = question;
  const responder = await requireResponder(context, issuer);
  const times = await timesOf(context, issuer, responder);
  const row = {
    ...whereOf(question),
    revoked_ms: truth.revocation?.revoked.getTime() ?? null,
    reason: truth.revocation?.reason ?? null,
    this_update_ms: times.thisUpdateMs,
    next_update_ms: times.nextUpdateMs,
    renew_ms: Math.floor((times.thisUpdateMs + times.nextUpdateMs) / 2),
    until_ms: truth.notAfterMs,
  };
  const single = {
    certIdDer: encodeCertId(id, serial),
    status: statusOf(truth, times.thisUpdateMs),
    ...times,
    archiveCutoffMs: archiveCutoffOf(issuer, truth, times.thisUpdateMs),
  };
  let rowId = 0;
  const signed = await signing.sign({ issuer, responder, responses: [single] }, async (tbs) => {
    rowId = await db.transaction((trx) => store.insertIntent(trx, { ...row, tbs }));
  });
  const der = signed.slice(); // in memory of its own: it is kept
  const isOnRecord = await db.transaction((trx) =>
    store.completeAnswer(trx, { ...whereOf(question), id: rowId, der }),
  );
  if (!isOnRecord) throw new CaError('busy', 'The answer took too long to sign.');
  return toStoredAnswer({ ...row, id: rowId, tbs: null, der });
}

/**
 * Who answers for an issuer now.
 *
 * @throws CaError `key_unavailable` when nobody does just now; `not_found` when nobody ever will again, because the
 *   authority may make no new responder.
 */
export async function requireResponder(context: Context, issuer: Issuer): Promise<Responder> {
  const responder = recallResponder(context, issuer) ?? (await findResponderAnew(context, issuer));
  if (responder) return responder;
  const { authorities } = context;
  const { authority } = issuer;
  try {
    authorities.requireUsable(await authorities.get({ id: authority.id }));
  } catch (cause) {
    throw new CaError('not_found', `Nobody answers for ${authority.name} any more.`, { cause });
  }
  throw new CaError('key_unavailable', `${authority.name} has no OCSP responder yet.`);
}

/** From now, in whole seconds, for as long as the policy says; never longer than the responder may speak. */
async function timesOf(
  { store, clock }: Context,
  { authority }: Issuer,
  { certificate }: Responder,
): Promise<{ thisUpdateMs: number; nextUpdateMs: number }> {
  const { responseValiditySeconds } = await findPolicy(store, authority.id);
  const thisUpdateMs = Math.floor(clock.now() / second) * second;
  const end = thisUpdateMs + responseValiditySeconds * second;
  return { thisUpdateMs, nextUpdateMs: Math.min(end, certificate.notAfterMs) };
}
