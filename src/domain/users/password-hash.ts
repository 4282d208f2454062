import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { assert, equalSecrets, utf8 } from '#base';
import type { Secret } from '#base';

const derive = promisify(argon2);

/** What one hash costs (RFC 9106 §3.1). */
export interface HashCost {
  /** 8 to 1,048,576. */
  readonly memoryKiB: number;
  /** 1 to 64. */
  readonly passes: number;
}

/**
 * The first of OWASP's choices for Argon2id: 19 MiB, two passes, one lane. About 70 ms of one core in 2026; more memory
 * would let a handful of logins at once push a small server into swap. Change it here: old hashes still verify and are
 * made anew at the next login.
 */
export const defaultCost: HashCost = Object.freeze({ memoryKiB: 19 * 1024, passes: 2 });

const saltOctets = 16;
const tagOctets = 32;
const shape =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=1\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/**
 * Argon2id of a password under a fresh salt, in the PHC string format: `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`,
 * both in base64 without padding. The work is done on the thread pool.
 */
export async function hashPassword(password: Secret, cost: HashCost): Promise<string> {
  const salt = randomBytes(saltOctets);
  return format(cost, salt, await work(password, salt, cost));
}

/** Whether `password` is the one behind `stored`; the time says nothing about how near it is. */
export async function verifyPassword(password: Secret, stored: string): Promise<boolean> {
  const { cost, salt, tag } = parse(stored);
  return equalSecrets(await work(password, salt, cost), tag);
}

/** A hash that takes as long to check as another made at `cost`, and that no password will ever match. */
export function decoyHash(cost: HashCost): string {
  return format(cost, randomBytes(saltOctets), randomBytes(tagOctets));
}

/** Whether `stored` was made at another cost than `cost`. */
export function isOutdated(stored: string, cost: HashCost): boolean {
  const made = parse(stored).cost;
  return made.memoryKiB !== cost.memoryKiB || made.passes !== cost.passes;
}

function work(password: Secret, salt: Uint8Array, cost: HashCost): Promise<Buffer> {
  return derive('argon2id', {
    message: utf8(password.reveal()),
    nonce: salt,
    parallelism: 1,
    tagLength: tagOctets,
    memory: cost.memoryKiB,
    passes: cost.passes,
  });
}

/** Rows are input too: a cost that someone wrote into one may not take the machine down. */
function parse(stored: string): { cost: HashCost; salt: Uint8Array; tag: Uint8Array } {
  const [, memory, passes, salt, tag] = shape.exec(stored) ?? [];
  const cost = { memoryKiB: Number(memory), passes: Number(passes) };
  const fits =
    cost.memoryKiB >= 8 && cost.memoryKiB <= 1 << 20 && cost.passes >= 1 && cost.passes <= 64;
  assert(fits && salt !== undefined && tag !== undefined, 'a stored password is a hash of ours');
  return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
}

function format({ memoryKiB, passes }: HashCost, salt: Buffer, tag: Buffer): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=1$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
