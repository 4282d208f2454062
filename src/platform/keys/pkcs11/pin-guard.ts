import { createHmac, randomBytes } from 'node:crypto';
import { CaError, toHex, utf8 } from '#base';
import type { TokenSession } from './remote-token.ts';
import { TokenFault } from './token-process.ts';

/** Each costs the token a try: more different PINs than this are not given to it by one process. */
const mostRefused = 20;

const why: Readonly<Record<string, string>> = {
  'pin-at-risk': 'one more wrong PIN might lock it: log in with its own tool, then try again',
  'pin-locked': 'its PIN is locked: unlock it with its own tool',
  CKR_PIN_LOCKED: 'its PIN is locked: unlock it with its own tool, then restart',
  CKR_PIN_EXPIRED: 'its PIN has expired: change it with its own tool and in the settings',
  CKR_USER_PIN_NOT_INITIALIZED: 'its PIN has not been set up',
  CKR_PIN_INCORRECT: 'bad PIN; it is not tried again',
  CKR_PIN_INVALID: 'bad PIN; it is not tried again',
  CKR_PIN_LEN_RANGE: 'bad PIN; it is not tried again',
};

/**
 * Gives PINs to a token, and sees to it that no token is locked by trying: one that it has refused is never given to it
 * again, none is given when the token says that one more mistake would lock it, nor after a login whose outcome is not
 * known when the token says that the last PIN was wrong. Keeps keyed digests that nobody else can check, and no PIN.
 */
export class PinGuard {
  readonly #token: string;
  readonly #secret = randomBytes(32);
  readonly #refused = new Map<string, string>();
  readonly #good = new Set<string>();
  readonly #unanswered = new Set<string>();

  /** @param token  Its label, for what is said. */
  constructor(token: string) {
    this.#token = token;
  }

  /** What stands for a PIN: the same for the same one. */
  prove(pin: string): string {
    return toHex(createHmac('sha256', this.#secret).update(utf8(pin)).digest());
  }

  /**
   * Logs in; `before` when the user was logged in already, which says nothing about the PIN.
   *
   * @throws CaError `key_unavailable` when the token refuses the PIN, or it is not given to it; what the session throws.
   */
  async logIn(session: TokenSession, pin: string): Promise<'now' | 'before'> {
    const proof = this.prove(pin);
    const known = this.#refused.get(proof);
    if (known !== undefined) throw this.refusal(known);
    if (this.#refused.size >= mostRefused)
      throw this.refusal('too many wrong PINs; no other is tried before a restart');
    const careful = this.#unanswered.has(proof);
    if (!this.#good.has(proof)) this.#unanswered.add(proof);
    try {
      const outcome = await session.ask('login', { pin, careful });
      this.#unanswered.delete(proof);
      if (outcome === 'now') this.#good.add(proof);
      return outcome;
    } catch (error) {
      throw this.#learn(proof, error);
    }
  }

  /** The error for a login that cannot be. */
  refusal(reason: string): CaError {
    const name = JSON.stringify(this.#token);
    return new CaError('key_unavailable', `The token ${name} cannot be opened: ${reason}.`);
  }

  #learn(proof: string, error: unknown): unknown {
    const reason = error instanceof TokenFault ? error.fault.reason : '';
    const words = why[reason];
    if (words === undefined) return error;
    if (reason.startsWith('CKR_')) {
      this.#unanswered.delete(proof);
      this.#good.delete(proof);
      this.#refused.set(proof, words);
    }
    return this.refusal(words);
  }
}
