import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { encodeDer, parseDer, sequence } from '#der';
import { decodeExtensions, encodeExtension, encodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { caExtensions } from './specimens.test.ts';

test('what was decoded before is decoded to the same again, whatever became of the octets', () => {
  const der = encodeDer(encodeExtensions(caExtensions));
  const copy = der.slice();
  const first = parseDer(der, decodeExtensions);
  der.fill(0);
  assert.deepEqual(parseDer(copy, decodeExtensions), first);
});

test('nobody can change what others will be given', () => {
  const usage: Extension = { type: 'key_usage', critical: true, value: ['crl_sign'] };
  const der = encodeDer(encodeExtensions([usage]));
  const [decoded] = parseDer(der, decodeExtensions);
  assert.ok(decoded?.type === 'key_usage');
  assert.throws(() => Object.assign(decoded, { critical: false }), TypeError);
  assert.throws(() => Object.assign(decoded.value, { 0: 'digital_signature' }), TypeError);
  assert.deepEqual(parseDer(der, decodeExtensions), [usage]);
});

test('an extension that was kept is no less a duplicate', () => {
  const usage: Extension = { type: 'key_usage', critical: true, value: ['crl_sign'] };
  parseDer(encodeDer(encodeExtensions([usage])), decodeExtensions);
  const twice = encodeDer(sequence(encodeExtension(usage), encodeExtension(usage)));
  for (let i = 0; i < 2; i++)
    assert.throws(
      () => parseDer(twice, decodeExtensions),
      (error) => isCaError(error, 'bad_extension') && error.detail.includes('2.5.29.15'),
    );
});
