import { CaError, isCaError, minute, second } from '#base';
import {
  encodeOcspError,
  parseOcspRequest,
  type CertId,
  type OcspRequest,
  type OcspStatus,
  type SingleResponse,
} from '#x509';
import { bookAnswer } from './book.ts';
import type { Context } from './context.ts';
import { findResponder, recallResponder } from './find-responder.ts';
import { findOwnId, type Issuer } from './issuer.ts';
import type { Remembered } from './memory.ts';
import type { Responder } from './responder.ts';
import type { Statement } from './stored-answer.ts';
import { archiveCutoffOf } from './truth.ts';
import { rememberAll, requireResponder, type Question } from './stored-answers.ts';

/** What goes back to whoever asked. */
export interface OcspAnswer {
  /** OCSPResponse, DER. */
  readonly der: Uint8Array;
  /** How long others may keep it; null for what is for this one request, and for errors. */
  readonly keep: Keep | null;
}

/** Times of an answer that may be kept. */
export interface Keep {
  readonly thisUpdateMs: number;
  /** It must not be believed after this. */
  readonly nextUpdateMs: number;
  /** From here on we have a newer one. */
  readonly renewMs: number;
  /** The last change that is known not to have made it wrong. */
  readonly lastChange: number;
}

/** No more bytes than this are looked at; sixteen questions with a nonce fit three times over. */
export const maxRequestBytes = 4096;
const maxQuestions = 16;

/** How long it is to be believed that we know nothing of a serial: it may be issued the next moment. */
const unknownMs = 10 * minute;

/** Answers signed for one request alone, at the same time; more would starve those that all can share. */
const maxSigning = 64;

/**
 * Answers one OCSPRequest for the issuer with this serial; never throws. Without nonce and about one certificate, the
 * answer is the one on record; else its statements are those on record, signed once more with the nonce.
 *
 * Says `malformedRequest` to what is no request, or has more than 4 KiB or 16 questions, an unknown critical extension,
 * or a nonce that is empty or longer than 128 octets; `unauthorized` when any question is about another issuer, in a
 * hash other than SHA-1, SHA-256, SHA-384 and SHA-512, or nobody may answer for the authority any more; `tryLater` while no key can be
 * reached. A signature on a request is not looked at: all may ask (RFC 6960 §4.1.2).
 */
export async function answerRequest(
  context: Context,
  authoritySerial: string,
  requestDer: Uint8Array,
): Promise<OcspAnswer> {
  const request = findRequest(requestDer);
  if (!request) return failure('malformedRequest');
  const { issuers } = context;
  let questions: readonly Question[] | undefined;
  try {
    const issuer = issuers.recall(authoritySerial) ?? (await issuers.find(authoritySerial));
    questions = issuer && findQuestions(issuer, request.certIds);
    if (!questions) return failure('unauthorized');
    return await answerQuestions(context, questions, request.nonce);
  } catch (error) {
    if (isCaError(error, 'key_unavailable') && questions)
      await askOthers(context, questions).catch(context.report);
    return failure(statusFor(context, error));
  }
}

function findRequest(der: Uint8Array): OcspRequest | undefined {
  if (der.length > maxRequestBytes) return undefined;
  try {
    const request = parseOcspRequest(der);
    return request.certIds.length > maxQuestions ? undefined : request;
  } catch (error) {
    if (isCaError(error)) return undefined;
    throw error;
  }
}

/** At least one; undefined unless all of them are for this authority to answer. */
function findQuestions(
  issuer: Issuer,
  certIds: readonly CertId[],
): readonly Question[] | undefined {
  const questions: Question[] = [];
  for (const certId of certIds) {
    const id = findOwnId(issuer, certId);
    if (!id) return undefined;
    questions.push({ issuer, id, serial: certId.serial, certIdDer: certId.der });
  }
  return questions;
}

async function answerQuestions(
  context: Context,
  questions: readonly Question[],
  nonce: Uint8Array | undefined,
): Promise<OcspAnswer> {
  const [{ issuer } = {}] = questions;
  const found = issuer ? await rememberAll(context, issuer, questions) : [];
  const [first] = found;
  if (found.length === 1 && first && !nonce) return shared(first);
  const answers = found.map((each) => each?.answer);
  const [only] = answers;
  try {
    return { der: await signOnce(context, questions, answers, nonce), keep: null };
  } catch (error) {
    // A responder that cannot do nonces leaves them out (RFC 9654 §2.1): whoever insists asks elsewhere.
    if (answers.length === 1 && only && isCaError(error, 'key_unavailable'))
      return { der: only.der, keep: null };
    throw error;
  }
}

function shared({ answer, lastChange }: Remembered): OcspAnswer {
  const { der, thisUpdateMs, nextUpdateMs, renewMs } = answer;
  return { der, keep: { thisUpdateMs, nextUpdateMs, renewMs, lastChange } };
}

/** See `Ocsp.isCurrent`. */
export function isCurrent({ memory, clock }: Context, { renewMs, lastChange }: Keep): boolean {
  return clock.now() < renewMs && memory.certainChange() === lastChange;
}

/**
 * Signs what is on record once more, for one request. Nothing new is put on record: each statement is there already, and
 * `unknown` is none (docs/decisions/0011-ocsp-answers.md).
 */
async function signOnce(
  context: Context,
  questions: readonly Question[],
  statements: readonly (Statement | undefined)[],
  nonce: Uint8Array | undefined,
): Promise<Uint8Array> {
  const issuer = questions[0]?.issuer;
  if (!issuer || context.load.signing >= maxSigning)
    throw new CaError('busy', 'Too many answers are being signed; ask again in a moment.');
  context.load.signing++;
  try {
    const responder = recallResponder(context, issuer) ?? (await requireResponder(context, issuer));
    const responses = questions.map((question, i) =>
      cut(question, statements[i] ?? unknown(context), responder),
    );
    return await context.signing.sign({ issuer, responder, responses, nonce });
  } finally {
    context.load.signing--;
  }
}

/** Where the responder's key is in the hands of other processes, one of them is to have the answer ready next time. */
async function askOthers(context: Context, questions: readonly Question[]): Promise<void> {
  const { db, jobs, keys } = context;
  const [{ issuer } = {}] = questions;
  const responder = issuer && (await findResponder(context, issuer.authority.id));
  if (!responder || keys.aliases.includes(responder.keyBackend)) return;
  await db.transaction(async (trx) => {
    for (const { serial } of questions)
      await bookAnswer(jobs, trx, { authorityId: issuer.authority.id, serial });
  });
}

function unknown({ clock }: Context): Statement {
  const thisUpdateMs = Math.floor(clock.now() / second) * second;
  return { status: { type: 'unknown' }, thisUpdateMs, nextUpdateMs: thisUpdateMs + unknownMs };
}

/** The statement, to be believed no longer than who makes it. */
function cut(
  { issuer, certIdDer }: Question,
  { status, thisUpdateMs, nextUpdateMs, notAfterMs = Infinity }: Statement,
  { certificate }: Responder,
): SingleResponse {
  return {
    certIdDer,
    status,
    thisUpdateMs,
    nextUpdateMs: Math.min(nextUpdateMs, certificate.notAfterMs),
    archiveCutoffMs: archiveCutoffOf(issuer, { notAfterMs }, thisUpdateMs),
  };
}

function failure(status: Exclude<OcspStatus, 'successful'>): OcspAnswer {
  return { der: encodeOcspError(status), keep: null };
}

function statusFor(
  { report }: Context,
  error: unknown,
): 'unauthorized' | 'tryLater' | 'internalError' {
  if (isCaError(error, 'not_found')) return 'unauthorized';
  if (isCaError(error, 'key_unavailable', 'busy', 'clock_untrusted', 'restore_unconfirmed'))
    return 'tryLater';
  report(error);
  return 'internalError';
}
