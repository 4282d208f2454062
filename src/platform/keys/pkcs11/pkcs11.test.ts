import { equal, match, rejects, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Secret, utf8 } from '#base';
import { findSignatureAlgorithm } from '#x509';
import type { SignatureAlgorithm } from '#x509';
import type { KeyRef } from '../index.ts';
import { pkcs11 } from '../index.ts';

// Against real tokens: test/tokens, test/conformance.

const options = { library: '/nowhere/libtoken.so', token: 'ca', pin: new Secret('a canary') };

test('options that cannot be are refused at once', () => {
  const cases: [object, RegExp][] = [
    [{ library: '' }, /library/],
    [{ token: '' }, /token/],
    [{ token: 'x'.repeat(33) }, /token/],
    [{ label: '' }, /label/],
    [{ label: 'x\n' }, /label/],
    [{ label: 'x'.repeat(65) }, /label/],
    [{ sessions: 0 }, /sessions/],
    [{ sessions: 2.5 }, /sessions/],
    [{ sessions: 65 }, /sessions/],
    [{ timeoutMs: 99 }, /timeoutMs/],
  ];
  for (const [wrong, words] of cases)
    throws(() => pkcs11({ ...options, ...wrong }), { code: 'bad_config', message: words });
});

test('a reference that names no key does not reach the token', async () => {
  const backend = pkcs11(options);
  const algorithm = findSignatureAlgorithm('ed25519') as SignatureAlgorithm;
  const refs: KeyRef[] = [{}, { label: 'x' }, { label: 'x', id: '' }, { label: 'x', id: '0' }];
  refs.push({ label: '', id: '00' }, { label: 1, id: '00' }, { label: 'x', id: 'ff'.repeat(257) });
  for (const ref of refs) {
    const words = { code: 'key_unavailable', message: /names no key/ };
    await rejects(backend.publicKey(ref), words);
    await rejects(backend.sign(ref, utf8('x'), algorithm), words);
    equal(await backend.usable?.(ref), false);
  }
});

test('without a library there are no keys, and the reason says nothing of paths or PINs', async () => {
  const backend = pkcs11(options);
  await rejects(backend.create({ type: 'ed25519' }), (error) => {
    equal((error as { code?: string }).code, 'key_unavailable');
    match(String(error), /pkcs11js|cannot be loaded/);
    equal(/canary/.test(inspect(error, { depth: 9 })) || /nowhere/.test(String(error)), false);
    return true;
  });
  await rejects(backend.import?.(utf8('no key')) ?? Promise.resolve(), { code: 'bad_key' });
});
