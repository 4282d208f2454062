import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Answer, Ask, Fault, Gives, Verb } from './protocol.ts';

/** The library said no, or the process that holds it did. */
export class TokenFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super('text' in fault ? `${fault.reason}: ${fault.text}` : fault.reason);
    this.fault = fault;
  }
}

/** The process ended, or was ended, before it answered. */
export class ProcessLost extends Error {
  /** Whether it was this very call that took too long, and not one beside it. */
  readonly tooSlow: boolean;

  constructor(message: string, tooSlow = false) {
    super(message);
    this.tooSlow = tooSlow;
  }
}

/** How a call is made. */
export interface Call {
  /** The session it has to itself. */
  readonly slot: number;
  readonly timeoutMs: number;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

// The clone runs TypeScript, the packed package JavaScript: the neighbour has the extension that this file has.
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const host = new URL(`./host${extension}`, import.meta.url);

/**
 * A process that holds a PKCS #11 library, and is started with this object. While it has nothing to do it does not keep
 * ours alive, and it ends when ours does. Once lost it stays lost.
 */
export class TokenProcess {
  readonly #child: ChildProcess | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #kill = (): void => void this.#child?.kill('SIGKILL');
  #lost: ProcessLost | undefined;
  #lastId = 0;

  /**
   * @param options.threads  How many calls that take their time it can be in at once.
   * @param options.entry  What it runs; another one for tests.
   */
  constructor({ threads, entry = host }: { threads: number; entry?: URL }) {
    try {
      this.#child = start(entry, threads);
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : 'it cannot be started');
    }
    this.#child?.on('message', (answer: Answer) => this.#settle(answer));
    this.#child?.on('error', (error) => this.#lose(error.message));
    this.#child?.on('exit', (code, signal) => this.#lose(`it was ended by ${signal ?? code}`));
  }

  /** Set once it has ended or is about to. */
  get lost(): ProcessLost | undefined {
    return this.#lost;
  }

  /**
   * @throws TokenFault when the answer is no; ProcessLost when there is none. A process that does not answer in time is
   *   killed, with whatever else it was doing: nothing less stops a library.
   */
  ask<V extends Verb>(verb: V, ask: Ask<V>, { slot, timeoutMs }: Call): Promise<Gives<V>> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = ++this.#lastId;
    const answered = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(id, verb), timeoutMs);
      this.#waiting.set(id, { resolve, reject, timer });
    });
    if (this.#waiting.size === 1) this.#setBusy(true);
    this.#child?.send({ id, slot, verb, ask }, (error) => {
      if (error) this.#lose(error.message);
    });
    return answered as Promise<Gives<V>>;
  }

  /** Kills it; calls under way end for this `reason`. */
  end(reason: string): void {
    this.#lose(reason);
  }

  #settle(answer: Answer): void {
    const asked = this.#take(answer.id);
    if ('fault' in answer) asked?.reject(new TokenFault(answer.fault));
    else asked?.resolve(answer.value);
  }

  #giveUp(id: number, verb: Verb): void {
    this.#take(id)?.reject(new ProcessLost(`${verb} took too long`, true));
    this.#lose(`${verb} took too long`);
  }

  #lose(reason: string): void {
    this.#lost ??= new ProcessLost(reason);
    for (const id of this.#waiting.keys()) this.#take(id)?.reject(this.#lost);
    this.#kill();
  }

  #take(id: number): Waiting | undefined {
    const found = this.#waiting.get(id);
    if (this.#waiting.delete(id) && this.#waiting.size === 0) this.#setBusy(false);
    clearTimeout(found?.timer);
    return found;
  }

  /** What is busy keeps us alive until it answers; if we end all the same it must not stay behind. */
  #setBusy(busy: boolean): void {
    const act = busy ? 'ref' : 'unref';
    this.#child?.[act]();
    this.#child?.channel?.[act]();
    process[busy ? 'on' : 'off']('exit', this.#kill);
  }
}

/**
 * Its environment lacks our own settings, some of them secrets, and what makes Node behave differently; a library finds
 * its settings in the rest. What it prints is lost: there are libraries that print what they are given.
 */
function start(entry: URL, threads: number): ChildProcess {
  const env = Object.entries(process.env).filter(([name]) => !/^(?:CERTWRIGHT|NODE)_/.test(name));
  return fork(entry, {
    env: { ...Object.fromEntries(env), UV_THREADPOOL_SIZE: String(threads) },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
