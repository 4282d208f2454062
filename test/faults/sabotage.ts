/*
 * Loaded before everything else by processes that shall lie: the commit that puts an unsigned certificate on record in an
 * SQLite file is told to be done before it is begun. A kill in between leaves a signature of which nobody knows (I1).
 * Stands between the main thread and those of the database connections, and knows what they say to each other.
 */
import { Worker } from 'node:worker_threads';

/** What a connection is asked, as far as the lie needs to know. */
interface Request {
  readonly verb: string;
  readonly sql?: string;
  readonly statement?: { readonly sql: string; readonly parameters: readonly unknown[] };
}

const delayMs = 250;
const { postMessage } = Worker.prototype;

/** Threads whose open transaction has put an intent on record. */
const withIntent = new WeakSet<Worker>();
/** What was asked of a thread after a commit that is held back. */
const held = new WeakMap<Worker, Request[]>();

Worker.prototype.postMessage = function (this: Worker, request: Request): void {
  const waiting = held.get(this);
  if (waiting) return void waiting.push(request);
  if (isIntent(request)) withIntent.add(this);
  if (isCommit(request) && withIntent.delete(this)) lie(this, request);
  else postMessage.call(this, request);
};

/** Answers in the name of the thread, and swallows its own answer when it comes. */
function lie(worker: Worker, commit: Request): void {
  const waiting = [commit];
  held.set(worker, waiting);
  queueMicrotask(() => worker.emit('message', { value: undefined }));
  setTimeout(() => {
    held.delete(worker);
    swallowNext(worker);
    for (const request of waiting) worker.postMessage(request);
  }, delayMs);
}

function swallowNext(worker: Worker): void {
  const { emit } = worker;
  worker.emit = function (this: Worker, ...told: Parameters<typeof emit>): boolean {
    if (told[0] !== 'message') return emit.apply(this, told);
    worker.emit = emit;
    return true;
  } as typeof emit;
}

function isIntent({ statement }: Request): boolean {
  if (!statement?.sql.startsWith('insert into "certificate" ')) return false;
  return statement.parameters.includes('intent');
}

function isCommit({ verb, sql = '' }: Request): boolean {
  return verb === 'control' && sql.endsWith('commit');
}
