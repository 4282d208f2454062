import { hour, isCaError, minute, second } from '#base';
import { whileInService, type Authority } from '#authorities';
import type { AnyPayload } from '#events';
import { bookAnswer, bookResponder, bookSweep, kinds } from './book.ts';
import type { Context } from './context.ts';
import { findStale } from './freshness.ts';
import { toIssuer } from './issuer.ts';
import { defaults } from './policy.ts';
import { endRevokedResponder, endSpentResponders } from './end-responder.ts';
import { renewResponder } from './renew-responder.ts';
import { findAnswer, questionsAbout, usualQuestionsAbout } from './stored-answers.ts';
import type { AnswerRow } from './tables.ts';

const pageSize = 64;

/** Tells the queue how the jobs of this room are done, and the trail what books them. */
export function defineJobs(context: Context): void {
  const { jobs, events, db } = context;
  jobs.define(kinds.sweep, () => sweep(context), { attempts: 3 });
  jobs.define(kinds.responder, ({ authorityId }) =>
    renewWherePossible(context, Number(authorityId)),
  );
  jobs.define(kinds.answer, ({ authorityId, serial }) =>
    haveAnswers(context, Number(authorityId), String(serial)),
  );
  const follow = (type: string, hear: (payload: AnyPayload) => Promise<void>): void =>
    void events.on(type, ({ payload }) => hear(payload), { name: `ocsp: ${type}` });
  if (context.unasked)
    follow('authority.created', ({ authorityId }) =>
      db.transaction((trx) => bookResponder(jobs, trx, Number(authorityId))),
    );
  for (const type of ['certificate.revoked', 'certificate.released'])
    follow(type, (payload) => onChange(context, payload));
  follow('authority.revoked', (payload) => onRevokedAuthority(context, payload));
}

/** Books the first sweep: from then on each books the next. */
export async function startTimetable({ db, jobs, unasked }: Context): Promise<void> {
  if (!unasked) return;
  await db.transaction((trx) => bookSweep(jobs, trx));
}

/**
 * Looks after everything: the next sweep is booked, spent keys are removed, responders near their end replaced, answers
 * at half their life signed anew, outdated ones forgotten, and what is stale in spite of all that is told. What fails
 * for one authority is reported and stops nothing else.
 */
export async function sweep(context: Context): Promise<void> {
  const { db, jobs, clock, store, authorities, report } = context;
  const nextMs = clock.now() + (await periodMs(context));
  await db.transaction((trx) => bookSweep(jobs, trx, nextMs));
  await endSpentResponders(context);
  for (const { id } of await authorities.list())
    await renewWherePossible(context, id).catch(report);
  await renewDueAnswers(context);
  await store.deleteOutdated(clock.now());
  await tellStale(context);
}

/** An hour; less where answers live so short that they would be outdated by then. */
async function periodMs({ store }: Context): Promise<number> {
  const shortest = await store.shortestValidity();
  const validityMs = (shortest ?? defaults.responseValiditySeconds) * second;
  return Math.max(minute, Math.min(hour, validityMs / 4));
}

/** As `renewResponder`, but for authorities that may not sign, or whose key is not to be had from here. */
async function renewWherePossible(context: Context, authorityId: number): Promise<void> {
  const { authorities } = context;
  const authority = await authorities.get({ id: authorityId });
  if (await authorities.canSign(authority))
    await whileInService(() => renewResponder(context, authority));
}

async function renewDueAnswers(context: Context): Promise<void> {
  const issuers = new Map<number, Authority | undefined>();
  let last: AnswerRow | undefined;
  for (;;) {
    const page = await context.store.listDueAnswers(context.clock.now(), pageSize, last);
    last = page.at(-1);
    if (!last) return;
    const ended = await Promise.allSettled(page.map((row) => renewDue(context, issuers, row)));
    // Whoever has no responder has been told of already.
    for (const each of ended)
      if (each.status === 'rejected' && !isCaError(each.reason, 'key_unavailable', 'not_found'))
        context.report(each.reason);
  }
}

async function renewDue(
  context: Context,
  issuers: Map<number, Authority | undefined>,
  { authority_id: id, serial, hash }: AnswerRow,
): Promise<void> {
  const authority = issuers.get(id) ?? (await context.authorities.get({ id }));
  issuers.set(id, authority);
  const question = questionsAbout(toIssuer(authority), serial).find(
    (each) => each.id.hash === hash,
  );
  if (question) await findAnswer(context, question);
}

/** The answers about one certificate, in each usual hash, as they are to be given now: made where they are not there. */
async function haveAnswers(context: Context, authorityId: number, serial: string): Promise<void> {
  const authority = await context.authorities.get({ id: authorityId });
  const questions = usualQuestionsAbout(toIssuer(authority), serial);
  await Promise.all(questions.map((question) => findAnswer(context, question)));
}

/** After a revocation or its release: the answer is renewed before somebody asks; a responder of our own is replaced. */
async function onChange(context: Context, payload: AnyPayload): Promise<void> {
  const { db, jobs } = context;
  const [authorityId, serial] = [Number(payload['authorityId']), String(payload['serial'])];
  if (await endRevokedResponder(context, Number(payload['certificateId'])))
    await db.transaction((trx) => bookResponder(jobs, trx, authorityId));
  await renewGiven(context, authorityId, serial);
}

async function onRevokedAuthority(context: Context, payload: AnyPayload): Promise<void> {
  const { issuers, serials } = payload as { issuers: number[]; serials: string[] };
  for (const authorityId of issuers)
    for (const serial of serials) await renewGiven(context, authorityId, serial);
}

/** Books new answers about a certificate of which there are some: of the others nobody has asked. */
async function renewGiven(context: Context, authorityId: number, serial: string): Promise<void> {
  const { db, jobs, store } = context;
  if (!(await store.hasAnswers(authorityId, serial))) return;
  await db.transaction((trx) => bookAnswer(jobs, trx, { authorityId, serial }));
}

/** Tells `ocsp.stale` once for each authority until it is fresh again. */
async function tellStale(context: Context): Promise<void> {
  const { db, events, toldStale } = context;
  const stale = await findStale(context);
  for (const { authority, until } of stale) {
    if (toldStale.has(authority.id)) continue;
    await db.transaction((trx) =>
      events.record(trx, 'ocsp.stale', {
        actor: 'ocsp',
        authorityId: authority.id,
        serial: authority.serial,
        name: authority.name,
        until: until?.toISOString() ?? null,
      }),
    );
  }
  toldStale.clear();
  for (const { authority } of stale) toldStale.add(authority.id);
}
