import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { CaError, Secret, utf8 } from '#base';
import { findSignatureAlgorithm } from '#x509';
import type { SignatureAlgorithm } from '#x509';
import { createKeys } from './index.ts';
import type { KeyBackend } from './index.ts';

const algorithm = findSignatureAlgorithm('ed25519') as SignatureAlgorithm;
const unlock = { password: new Secret('x') };

/** The least that a backend can be; it notes what it was asked. */
function leastBackend(asked: unknown[] = []): KeyBackend {
  return {
    create: async (...all) => (asked.push(['create', ...all]), { id: 1 }),
    publicKey: async (...all) => (asked.push(['publicKey', ...all]), utf8('spki')),
    sign: async (...all) => (asked.push(['sign', ...all]), utf8('signature')),
  };
}

test('every verb goes to the backend of its alias with all it was given', async () => {
  const asked: unknown[] = [];
  const keys = createKeys({ backends: { default: leastBackend(), hsm: leastBackend(asked) } });
  deepEqual(keys.aliases, ['default', 'hsm']);
  deepEqual(await keys.create('hsm', { type: 'ed25519' }, unlock), { id: 1 });
  deepEqual(await keys.publicKey('hsm', { id: 1 }), utf8('spki'));
  deepEqual(await keys.sign('hsm', { id: 1 }, utf8('m'), algorithm, unlock), utf8('signature'));
  deepEqual(asked, [
    ['create', { type: 'ed25519' }, unlock],
    ['publicKey', { id: 1 }, undefined],
    ['sign', { id: 1 }, utf8('m'), algorithm, unlock],
  ]);
});

test('an alias that is not configured is refused by its name, or is not usable', async () => {
  const keys = createKeys({ backends: { default: leastBackend() } });
  const refused = { code: 'bad_request', detail: 'hsm: key backend is not configured.' };
  await rejects(keys.create('hsm', { type: 'ed25519' }), refused);
  await rejects(keys.publicKey('hsm', {}), refused);
  await rejects(keys.sign('hsm', {}, utf8('m'), algorithm), refused);
  await rejects(keys.import('hsm', utf8('')), refused);
  await rejects(keys.remove('hsm', {}), refused);
  equal(await keys.usable('hsm', {}), false);
  await rejects(keys.create('constructor', { type: 'ed25519' }), { code: 'bad_request' });
});

test('what a backend cannot do is said, and usable falls back on the public key', async () => {
  const backend = leastBackend();
  const keys = createKeys({ backends: { default: backend } });
  await rejects(keys.import('default', utf8('')), { code: 'unsupported' });
  await rejects(keys.remove('default', {}), { code: 'unsupported' });
  equal(await keys.usable('default', {}), true);
  backend.publicKey = () => Promise.reject(new CaError('key_unavailable', 'gone'));
  equal(await keys.usable('default', {}), false);
  backend.publicKey = () => Promise.reject(new TypeError('a bug'));
  await rejects(keys.usable('default', {}), TypeError);
});

test('a key is kept as soon as it is made, or when its name is on record', async () => {
  const asked: unknown[] = [];
  const note = async (...all: unknown[]): Promise<void> => void asked.push(all);
  const backend: KeyBackend = {
    ...leastBackend(),
    import: async () => ({ id: 2 }),
    keep: (key) => note('keep', key),
    sweep: (...act) => note('sweep', ...act),
  };
  const keys = createKeys({ backends: { default: backend, least: leastBackend() } });
  await keys.create('default', { type: 'ed25519' });
  await keys.import('default', utf8(''));
  deepEqual(await keys.pending.create('default', { type: 'ed25519' }), { id: 1 });
  deepEqual(await keys.pending.import('default', utf8('')), { id: 2 });
  await keys.keep('default', { id: 3 });
  await keys.sweep('default', 7, [{ id: 3 }]);
  deepEqual(asked, [
    ['keep', { id: 1 }],
    ['keep', { id: 2 }],
    ['keep', { id: 3 }],
    ['sweep', 7, [{ id: 3 }]],
  ]);
  await keys.keep('least', await keys.create('least', { type: 'ed25519' }));
  await keys.sweep('least', 0, []);
});
