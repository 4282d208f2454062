import { CaError } from '#base';
import { tokenError } from './faults.ts';
import type { Ask, Gives, Verb } from './protocol.ts';
import { definiteFaults, sessionFaults } from './session-faults.ts';
import { Slots } from './slots.ts';
import { ProcessLost, TokenFault, TokenProcess } from './token-process.ts';

/** Where the token is and how patient to be with it. */
export interface RemoteTokenOptions {
  /** Path of the PKCS #11 library. */
  readonly library: string;
  /** Label of the token. */
  readonly token: string;
  /** Most sessions at once. */
  readonly sessions: number;
  /** How long one call may take. */
  readonly timeoutMs: number;
  /** Starts a process; for tests. */
  readonly start?: () => TokenProcess;
  /** Milliseconds from any beginning; for tests. */
  readonly now?: () => number;
}

/** One session, for one piece of work. */
export interface TokenSession {
  readonly process: TokenProcess;
  /** Goes up when sessions of this process were lost, and with them perhaps the login. */
  readonly epoch: number;
  ask<V extends Verb>(verb: V, ask: Ask<V>, timeoutMs?: number): Promise<Gives<V>>;
}

/** What failed, and how often before. */
interface Attempted {
  readonly process: TokenProcess;
  readonly epoch: number;
  readonly slot: number;
  readonly attempt: number;
}

const mostAttempts = 3;
/** A process and a library may take this long to start. */
const openTimeoutMs = 30_000;
const firstDelayMs = 500;
const mostDelayMs = 60_000;

/**
 * A token behind a process of its own, which is started at the first use, and again when it was lost: at once after a
 * first failure, then with pauses that double from half a second to a minute until something succeeds.
 */
export class RemoteToken {
  readonly #options: RemoteTokenOptions;
  readonly #now: () => number;
  readonly #slots: Slots;
  #opening: Promise<TokenProcess> | undefined;
  #process: TokenProcess | undefined;
  #epoch = 0;
  #failures = 0;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #lastError: CaError | undefined;

  constructor(options: RemoteTokenOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#slots = new Slots(options.sessions);
  }

  /**
   * Runs `work` with a session. When that was lost meanwhile, `work` is run again from its beginning: with another
   * session, then with another process. A call that was too slow is not repeated.
   *
   * @throws CaError `key_unavailable`, `unsupported`, `busy`, or what `work` throws.
   */
  async use<T>(work: (session: TokenSession) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#slots.hold((slot) => this.#attempt(work, { slot, attempt }));
      } catch (error) {
        if (attempt === mostAttempts || !(error instanceof Mended)) throw this.#explain(error);
      }
    }
  }

  async #attempt<T>(
    work: (session: TokenSession) => Promise<T>,
    { slot, attempt }: { slot: number; attempt: number },
  ): Promise<T> {
    const process = await this.#running();
    const epoch = this.#epoch;
    try {
      const value = await work(this.#session(process, slot));
      this.#failures = 0;
      return value;
    } catch (error) {
      if (error instanceof ProcessLost) throw this.#mendProcess(process, error);
      if (error instanceof TokenFault) throw this.#mend(error, { process, epoch, slot, attempt });
      throw error;
    }
  }

  #session(process: TokenProcess, slot: number): TokenSession {
    const { timeoutMs: usualMs } = this.#options;
    return {
      process,
      epoch: this.#epoch,
      ask: (verb, ask, timeoutMs = usualMs) => process.ask(verb, ask, { slot, timeoutMs }),
    };
  }

  /** Does away with what failed, if anything did; {@link Mended} when it makes sense to try again. */
  #mend(error: TokenFault, { process, epoch, slot, attempt }: Attempted): Error {
    const { reason } = error.fault;
    if (!reason.startsWith('CKR_') || definiteFaults.has(reason)) return error;
    if (reason === 'CKR_SESSION_COUNT' && slot > 0) this.#slots.limit(slot);
    else if (!sessionFaults.has(reason) || attempt > 1) this.#fail(process, error);
    else if (epoch === this.#epoch) this.#epoch += 1;
    return new Mended(error);
  }

  #mendProcess(process: TokenProcess, error: ProcessLost): Error {
    this.#fail(process, error);
    return error.tooSlow ? error : new Mended(error);
  }

  async #running(): Promise<TokenProcess> {
    if (this.#opening) return this.#opening;
    if (this.#process?.lost) this.#fail(this.#process, this.#process.lost);
    if (this.#process) return this.#process;
    this.#opening = this.#open().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #open(): Promise<TokenProcess> {
    if (this.#now() < this.#retryAtMs && this.#lastError) throw repeated(this.#lastError);
    const { library, token, sessions: threads } = this.#options;
    const process = this.#options.start?.() ?? new TokenProcess({ threads });
    this.#process = process;
    try {
      const call = { slot: 0, timeoutMs: openTimeoutMs };
      const { sessions } = await process.ask('open', { library, token }, call);
      this.#slots.limit(sessions);
      this.#epoch += 1;
      return process;
    } catch (error) {
      if (isTheirs(error)) this.#fail(process, error);
      throw error;
    }
  }

  /** Counts a process once, however many calls it takes with it. */
  #fail(process: TokenProcess, error: TokenFault | ProcessLost): void {
    process.end('it failed');
    if (process !== this.#process) return;
    this.#process = undefined;
    this.#failures += 1;
    const delayMs = this.#failures > 1 ? firstDelayMs * 2 ** (this.#failures - 2) : 0;
    this.#retryAtMs = this.#now() + Math.min(delayMs, mostDelayMs);
    this.#lastError = tokenError(this.#options.token, error);
  }

  #explain(error: unknown): unknown {
    const cause = error instanceof Mended ? error.cause : error;
    return isTheirs(cause) ? tokenError(this.#options.token, cause) : cause;
  }
}

/** What went wrong is out of the way. */
class Mended extends Error {
  constructor(cause: TokenFault | ProcessLost) {
    super('mended', { cause });
  }
}

function isTheirs(error: unknown): error is TokenFault | ProcessLost {
  return error instanceof TokenFault || error instanceof ProcessLost;
}

/** The same error with a stack of its own. */
function repeated({ code, detail, cause }: CaError): CaError {
  return new CaError(code, detail, { cause });
}
