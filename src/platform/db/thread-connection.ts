import { CaError, threadOptions } from '#base';
import { Worker } from 'node:worker_threads';
import type { Fault } from './fault.ts';
import type { ConnectionOptions, Outcome, Statement } from './sqlite.ts';
import { StatementError, stopping } from './statement-error.ts';

/** What the main thread asks of a connection's thread; it answers in the same order. */
export type Request =
  | { readonly verb: 'open'; readonly options: ConnectionOptions }
  | { readonly verb: 'run'; readonly statement: Statement }
  /** See `LogKeeper`. */
  | { readonly verb: 'fold'; readonly what: 'due' | 'all' }
  | { readonly verb: 'close' };

/** What the thread answers: a value (nothing but for `run`) or what went wrong. */
export type Answer = { readonly value: Outcome | undefined } | { readonly fault: Fault };

type Settle = (answer: Answer | CaError) => void;

/**
 * A connection in a thread of its own, for what takes long. The thread is started when it is first asked for something,
 * and anew after it was lost; it does not keep the process alive.
 */
export class ThreadConnection {
  readonly #options: ConnectionOptions;
  #thread: Promise<ConnectionThread> | undefined;
  #closed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** @throws StatementError when the database refuses the statement. */
  async run(statement: Statement): Promise<Outcome> {
    return (await this.#ask({ verb: 'run', statement }, statement.sql)) as Outcome;
  }

  /** Folds the log; only a keeper does. */
  async fold(what: 'due' | 'all'): Promise<void> {
    await this.#ask({ verb: 'fold', what }, 'pragma wal_checkpoint');
  }

  /** Finishes what was asked before, then closes. */
  async close(): Promise<void> {
    this.#closed = true;
    const thread = await this.#thread?.catch(() => undefined);
    await thread?.close();
  }

  async #ask(request: Request, sql: string): Promise<Outcome | undefined> {
    if (this.#closed) throw stopping();
    const thread = await (this.#thread ??= this.#open());
    return thread.ask(request, sql);
  }

  async #open(): Promise<ConnectionThread> {
    const lost = (): void => (this.#thread = undefined);
    const thread = new ConnectionThread(`certwright-db-${this.#options.role}`, lost);
    try {
      await thread.ask({ verb: 'open', options: this.#options }, 'open');
      return thread;
    } catch (error) {
      await thread.end();
      throw error;
    }
  }
}

// The clone runs TypeScript, the packed package JavaScript: the neighbour has the extension that this file has.
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const entry = new URL(`./thread${extension}`, import.meta.url);

class ConnectionThread {
  readonly #worker: Worker;
  readonly #waiting: Settle[] = [];
  readonly #lost: () => void;
  #ended: CaError | undefined;

  constructor(name: string, lost: () => void) {
    this.#lost = lost;
    this.#worker = new Worker(entry, threadOptions(name));
    this.#worker.on('message', (answer: Answer) => this.#settle(answer));
    this.#worker.on('error', (cause) => this.#lose(cause));
    this.#worker.on('exit', () => this.#lose());
  }

  /** The error is made here, not on arrival, so that its stack shows who asked. */
  async ask(request: Request, sql: string): Promise<Outcome | undefined> {
    if (this.#ended) throw this.#ended;
    const answer = await this.#post(request);
    if (answer instanceof CaError) throw answer;
    if ('fault' in answer) throw new StatementError(answer.fault, sql);
    return answer.value;
  }

  async close(): Promise<void> {
    const closed = this.ask({ verb: 'close' }, 'close');
    this.#ended = stopping();
    await closed;
    await this.end();
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(request: Request): Promise<Answer | CaError> {
    return new Promise((resolve) => {
      this.#worker.postMessage(request);
      if (this.#waiting.push(resolve) === 1) this.#worker.ref();
    });
  }

  #settle(answer: Answer): void {
    const settle = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    settle?.(answer);
  }

  #lose(cause?: unknown): void {
    this.#lost();
    this.#ended ??= new CaError('internal', 'A thread of the database was lost; try again.', {
      cause,
    });
    for (const settle of this.#waiting.splice(0)) settle(this.#ended);
  }
}
