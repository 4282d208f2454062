import { CaError } from '#base';
import { Worker } from 'node:worker_threads';
import { transactionsBy } from './connection.ts';
import type { Connection } from './connection.ts';
import type { Fault } from './fault.ts';
import type { ConnectionOptions, Outcome, Statement } from './sqlite.ts';
import { StatementError, stopping } from './statement-error.ts';

/** What the main thread asks of a connection's thread; it answers in the same order. */
export type Request =
  | { readonly verb: 'open'; readonly options: ConnectionOptions }
  | { readonly verb: 'run'; readonly statement: Statement }
  | { readonly verb: 'control'; readonly sql: string }
  | { readonly verb: 'close' };

/** What the thread answers: a value (nothing but for `run`) or what went wrong. */
export type Answer = { readonly value: Outcome | undefined } | { readonly fault: Fault };

type Settle = (answer: Answer | CaError) => void;

/**
 * Opens a connection in a thread of its own, so that waiting for a disk or a lock never stops the main thread.
 * An unused connection does not keep the process alive.
 */
export async function openInThread(options: ConnectionOptions): Promise<Connection> {
  const thread = new ConnectionThread(`certwright-db-${options.role}`);
  try {
    await thread.ask({ verb: 'open', options }, 'open');
  } catch (error) {
    await thread.end();
    throw error;
  }
  return {
    run: async (statement) =>
      (await thread.ask({ verb: 'run', statement }, statement.sql)) as Outcome,
    ...transactionsBy(async (sql) => void (await thread.ask({ verb: 'control', sql }, sql))),
    close: () => thread.close(),
  };
}

// The clone runs TypeScript, the packed package JavaScript: the neighbour has the extension that this file has.
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const entry = new URL(`./thread${extension}`, import.meta.url);

class ConnectionThread {
  readonly #worker: Worker;
  readonly #waiting: Settle[] = [];
  #ended: CaError | undefined;

  constructor(name: string) {
    this.#worker = new Worker(entry, { name, execArgv: [], env: {} });
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
    this.#ended ??= new CaError(
      'internal',
      'The connection to the database was lost; restart Certwright.',
      { cause },
    );
    for (const settle of this.#waiting.splice(0)) settle(this.#ended);
  }
}
