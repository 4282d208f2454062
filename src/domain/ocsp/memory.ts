import { setImmediate } from 'node:timers/promises';
import type { Database } from '#db';
import type { StoredAnswer } from './stored-answer.ts';

/**
 * The events that may make an answer wrong, or another responder its signer: nothing that is on record of a certificate
 * or a responder changes without one of them in the same transaction, whichever process does it.
 */
export const changes = [
  'certificate.revoked',
  'certificate.released',
  'authority.revoked',
  'responder.created',
  'responder.ended',
] as const;

/** Answers at hand, by issuer, hash and serial. */
export interface Memory {
  /**
   * The number of the last of all {@link changes}, never older than the question. Where it is not certain, one look into
   * the database serves all who asked before it began.
   */
  lastChange(): Promise<number>;
  /** The number that was read last, for whoever has just waited for it. */
  seenChange(): number;
  /** The same number where it is certain without a look: nobody has committed anything since the last one. */
  certainChange(): number | undefined;
  get(key: string): Remembered | undefined;
  put(key: string, answer: Remembered): void;
  drop(key: string): void;
}

/** An answer, and the change up to which it is known to be right. */
export interface Remembered {
  readonly answer: StoredAnswer;
  readonly lastChange: number;
}

/** How the database is asked. */
export interface Look {
  readonly readLastChange: () => Promise<number>;
  readonly stamp: Database['stamp'];
}

/** Some 25 MB of answers; one that is not at hand costs two look-ups. */
const limit = 16_384;

/** An empty memory; when it is full, what was put in first goes. */
export function createMemory({ readLastChange, stamp: askStamp }: Look): Memory {
  const stamp = oncePerRun(askStamp);
  const answers = new Map<string, Remembered>();
  let seen = 0;
  let seenAt: number | undefined;
  const look = shared(async () => {
    const at = askStamp();
    seen = await readLastChange();
    seenAt = at;
    return seen;
  });
  const certainChange = (): number | undefined =>
    seenAt !== undefined && seenAt === stamp() ? seen : undefined;
  return {
    lastChange: async () => certainChange() ?? look(),
    seenChange: () => seen,
    certainChange,
    get: (key) => answers.get(key),
    put: (key, answer) => {
      answers.delete(key);
      answers.set(key, answer);
      if (answers.size > limit) answers.delete(answers.keys().next().value ?? '');
    },
    drop: (key) => void answers.delete(key),
  };
}

/**
 * Asks once in a run of the event loop, from one wait for what comes in to the next: nobody can have put a question in
 * between, so that the answer is not older than any of those that are dealt with.
 */
function oncePerRun<T>(ask: () => T): () => T {
  let answer: T;
  let isAsked = false;
  const forget = (): void => void (isAsked = false);
  return () => {
    if (isAsked) return answer;
    answer = ask();
    isAsked = true;
    process.nextTick(forget);
    return answer;
  };
}

/**
 * Lets callers share reads: each gets one that began after its call. A read begins at the end of a turn of the event
 * loop, so that all whose requests came in with it share one: handing the question to the thread of the database and
 * waking that is what costs.
 */
function shared<T>(read: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    if (next) return next;
    const begun = running.then(async () => {
      await setImmediate();
      next = undefined;
      return read();
    });
    running = begun.catch(() => undefined);
    next = begun;
    return begun;
  };
}
