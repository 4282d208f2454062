import type { Secret } from '#base';
import type { Unlock } from '../key-backend.ts';
import { readSecret } from '../secret-file.ts';
import type { SecretSource } from '../secret-file.ts';
import { PinGuard } from './pin-guard.ts';
import type { TokenSession } from './remote-token.ts';
import type { TokenProcess } from './token-process.ts';

interface LoggedIn {
  readonly process: TokenProcess;
  readonly epoch: number;
  readonly proof: string;
  /** Whether with the PIN of the settings. */
  readonly bySettings: boolean;
}

/**
 * Who is logged in to a token, which has one login for all sessions. With the PIN of the settings, where they have one,
 * else with the one that is brought: then every call must bring it, as the password of a locked key file.
 *
 * Every verb throws CaError `key_unavailable` when a PIN is not the right one, or what the session throws.
 */
export class Login {
  readonly #source: SecretSource | undefined;
  readonly #guard: PinGuard;
  #current: LoggedIn | undefined;
  #turn: Promise<void> = Promise.resolve();

  /** @param source  The PIN of the settings. */
  constructor(token: string, source: SecretSource | undefined) {
    this.#source = source;
    this.#guard = new PinGuard(token);
  }

  /** Logs in with the PIN of `unlock`, else that of the settings, unless that has happened. Throws when there is none. */
  async ensure(session: TokenSession, unlock: Unlock | undefined): Promise<void> {
    if (!unlock && !this.#source) throw this.#guard.refusal('its PIN is needed');
    await this.offer(session, unlock);
  }

  /** As {@link ensure} with the PIN of the settings; where they have none, whoever is logged in will do. */
  async ensureAny(session: TokenSession): Promise<void> {
    if (!this.#source && this.#isIn(session)) return;
    await this.ensure(session, undefined);
  }

  /** As {@link ensure}, but goes on without a PIN where there is none: not all that a token holds is behind it. */
  async offer(session: TokenSession, unlock: Unlock | undefined): Promise<void> {
    if (!unlock && this.#isIn(session) && this.#current?.bySettings === true) return;
    const pin = unlock ? unlock.password : await this.#pinOfSettings();
    if (pin) await this.#inTurn(() => this.#logIn(session, pin, unlock === undefined));
  }

  async #logIn(session: TokenSession, pin: Secret, bySettings: boolean): Promise<void> {
    const { process, epoch } = session;
    const proof = this.#guard.prove(pin.reveal());
    const isSamePin = this.#current?.proof === proof;
    if (this.#isIn(session)) {
      if (!isSamePin) throw this.#guard.refusal('bad PIN');
    } else {
      const outcome = await this.#guard.logIn(session, pin.reveal());
      const isKnown = bySettings || (isSamePin && this.#current?.process === process);
      if (outcome === 'before' && !isKnown) throw this.#guard.refusal('bad PIN');
    }
    this.#current = { process, epoch, proof, bySettings };
  }

  #isIn({ process, epoch }: TokenSession): boolean {
    return this.#current?.process === process && this.#current.epoch === epoch;
  }

  async #pinOfSettings(): Promise<Secret | undefined> {
    return this.#source && readSecret(this.#source);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
