import { equal, match, notEqual, rejects } from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { test } from 'node:test';
import { Secret } from '#base';
import {
  decoyHash,
  defaultCost,
  hashPassword,
  isOutdated,
  verifyPassword,
} from './password-hash.ts';

const cheap = { memoryKiB: 8, passes: 1 };
const right = new Secret('pässwörd');

test('a hash is a PHC string of Argon2id under a fresh salt, and verifies the password alone', async () => {
  const stored = await hashPassword(right, cheap);
  match(stored, /^\$argon2id\$v=19\$m=8,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  notEqual(stored, await hashPassword(right, cheap));
  equal(await verifyPassword(right, stored), true);
  for (const wrong of ['passwörd', 'pässwörd ', 'x'])
    equal(await verifyPassword(new Secret(wrong), stored), false, wrong);
});

test('a hash made elsewhere by the same recipe verifies', async () => {
  const [salt, cost] = [Buffer.from('0123456789abcdef'), { memory: 64, passes: 3 }];
  const input = { message: 'secret', nonce: salt, parallelism: 1, tagLength: 32, ...cost };
  const tag = argon2Sync('argon2id', input).toString('base64').slice(0, 43);
  const stored = `$argon2id$v=19$m=64,t=3,p=1$${salt.toString('base64').slice(0, 22)}$${tag}`;
  equal(await verifyPassword(new Secret('secret'), stored), true);
});

test('the cost of today is that of RFC 9106 within the reach of a small server', async () => {
  const stored = decoyHash(defaultCost);
  match(stored, /\$m=19456,t=2,p=1\$/);
  equal(isOutdated(stored, defaultCost), false);
  equal(isOutdated(stored, { ...defaultCost, passes: 3 }), true);
  equal(isOutdated(stored, { ...defaultCost, memoryKiB: 65_536 }), true);
});

test('no password matches a decoy', async () => {
  equal(await verifyPassword(right, decoyHash(cheap)), false);
});

test('what is no hash of ours is refused before any work, a monstrous cost included', async () => {
  const stored = await hashPassword(right, cheap);
  const broken = [
    '',
    'pässwörd',
    stored.replace('argon2id', 'argon2i'),
    stored.replace('m=8', 'm=4'),
    stored.replace('m=8', 'm=9999999'),
    stored.replace('t=1', 't=99'),
    stored.replace('t=1', 't=0'),
    stored.replace('p=1', 'p=255'),
    `${stored}=`,
    stored.slice(0, -1),
  ];
  for (const each of broken) await rejects(verifyPassword(right, each), { name: 'AssertionError' });
});
