import { hash, randomBytes } from 'node:crypto';
import { minute } from '#base';
import type { Clock, Secret } from '#base';
import { decoyHash, hashPassword, isOutdated, verifyPassword } from './password-hash.ts';
import type { HashCost } from './password-hash.ts';
import { limitWork } from './work-limit.ts';

/** Hashes passwords and checks them, cheaply for who was right a moment ago. */
export interface Passwords {
  /** @throws CaError `busy`. */
  hash(password: Secret): Promise<string>;
  /**
   * Whether `password` is the one behind `stored`. Without a `stored` hash the same work is done for nothing, so that
   * time does not tell which usernames exist. @throws CaError `busy`.
   */
  verify(name: string, password: Secret, stored: string | undefined): Promise<boolean>;
  /** Whether a new hash of the same password should take the place of `stored`. */
  isOutdated(stored: string): boolean;
}

/** One hash fills one core and 19 MiB: two at once leave the thread pool two threads for signatures. */
const limits = { atOnce: 2, waiting: 64 };
const lifeMs = minute;
const rememberedAtMost = 1000;

interface Remembered {
  /** A password that has been changed since is not remembered: its hash is another. */
  readonly stored: string;
  readonly sinceMs: number;
}

/**
 * HTTP Basic brings the password with every request. A check that succeeded is remembered for a minute, the last 1000
 * of them, under a digest of name and password between two copies of a secret that no one else has (an HMAC costs three
 * times as much, and nobody gets to see a digest); failures are never remembered. Checks of one password that come
 * together are one check. Nothing is written anywhere.
 */
export function createPasswords({ clock, cost }: { clock: Clock; cost: HashCost }): Passwords {
  const secret = randomBytes(32).toString('base64');
  const remembered = new Map<string, Remembered>();
  const running = new Map<string, Promise<boolean>>();
  const limit = limitWork(limits);
  const decoy = decoyHash(cost);

  const fingerprint = (name: string, password: Secret): string =>
    hash('sha256', `${secret}${name}\0${password.reveal()}\0${secret}`, 'base64');

  const isRemembered = (print: string, stored: string): boolean => {
    const { stored: then, sinceMs = 0 } = remembered.get(print) ?? {};
    const ageMs = clock.now() - sinceMs;
    return then === stored && ageMs >= 0 && ageMs < lifeMs;
  };

  const remember = (print: string, stored: string): void => {
    remembered.delete(print);
    remembered.set(print, { stored, sinceMs: clock.now() });
    if (remembered.size > rememberedAtMost) remembered.delete(remembered.keys().next().value ?? '');
  };

  const check = (print: string, password: Secret, stored: string): Promise<boolean> => {
    const task = `${print} ${stored}`;
    const outcome =
      running.get(task) ??
      limit(() => verifyPassword(password, stored)).finally(() => running.delete(task));
    running.set(task, outcome);
    return outcome;
  };

  return {
    hash: (password) => limit(() => hashPassword(password, cost)),
    isOutdated: (stored) => isOutdated(stored, cost),
    async verify(name, password, stored) {
      const print = fingerprint(name, password);
      if (stored !== undefined && isRemembered(print, stored)) return true;
      const right = await check(print, password, stored ?? decoy);
      if (!right || stored === undefined) return false;
      remember(print, stored);
      return true;
    },
  };
}
