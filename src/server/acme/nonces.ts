import { createHmac } from 'node:crypto';
import { concat, equalSecrets, hour, minute, randomOctets, toBase64Url, utf8 } from '#base';
import type { Clock, Secret } from '#base';
import type { Authority } from '#authorities';
import { findBase64Url } from './base64url.ts';
import { AcmeFault } from './problem.ts';

/** What nonces are kept and spent with. */
export interface NonceParts {
  readonly acme: {
    nonceKey(): Promise<Secret<Uint8Array>>;
    spendNonce(nonce: string, expiresMs: number): Promise<boolean>;
  };
  readonly clock: Clock;
}

/** Hands out nonces and takes each once (RFC 8555 §6.5). */
export interface Nonces {
  /** 46 characters of base64url. */
  issue(authority: Authority): Promise<string>;
  /** Throws `badNonce` unless this authority issued it within the hour; it is not spent by that. */
  check(authority: Authority, nonce: string | undefined): Promise<FreshNonce>;
  /** Throws `badNonce` when it was spent before, here or in another process. */
  spend(nonce: FreshNonce): Promise<void>;
}

/** One that was issued here and may still be spent. */
export interface FreshNonce {
  readonly id: string;
  readonly expiresMs: number;
}

const lifeMs = hour;
/** How far the clocks of two processes may be apart. */
const skewMs = minute;
const timeOctets = 6;
const idOctets = 18;
const tagOctets = 16;

/**
 * A nonce is the time and 96 random bits under a MAC of the key that all processes share: nothing is written before it
 * comes back, and any process knows it again.
 */
export function createNonces({ acme, clock }: NonceParts): Nonces {
  let key: Promise<Secret<Uint8Array>> | undefined;
  const load = (): Promise<Secret<Uint8Array>> => {
    const loading = acme.nonceKey();
    loading.catch(() => (key = undefined));
    return loading;
  };
  const tag = async (authority: Authority, id: Uint8Array): Promise<Uint8Array> => {
    key ??= load();
    const mac = createHmac('sha256', (await key).reveal());
    return mac
      .update(utf8(`${authority.id}.`))
      .update(id)
      .digest()
      .subarray(0, tagOctets);
  };
  return Object.freeze<Nonces>({
    issue: async (authority) => {
      const time = Buffer.alloc(timeOctets);
      time.writeUIntBE(clock.now(), 0, timeOctets);
      const id = concat(time, randomOctets(idOctets - timeOctets));
      return toBase64Url(concat(id, await tag(authority, id)));
    },
    check: async (authority, nonce) => {
      if (nonce === undefined) throw badNonce('The JWS has no nonce.');
      const octets = findBase64Url(nonce);
      if (octets?.length !== idOctets + tagOctets) throw badNonce(strange);
      const id = octets.subarray(0, idOctets);
      if (!equalSecrets(octets.subarray(idOctets), await tag(authority, id)))
        throw badNonce(strange);
      const expiresMs = Buffer.from(id).readUIntBE(0, timeOctets) + lifeMs;
      const leftMs = expiresMs - clock.now();
      if (leftMs <= 0 || leftMs > lifeMs + skewMs) throw badNonce('The nonce is too old.');
      return { id: toBase64Url(id), expiresMs: expiresMs + skewMs };
    },
    spend: async ({ id, expiresMs }) => {
      if (!(await acme.spendNonce(id, expiresMs))) throw badNonce('The nonce was used before.');
    },
  });
}

const strange = 'The nonce is not one of ours.';

function badNonce(detail: string): AcmeFault {
  return new AcmeFault('badNonce', 400, detail);
}
