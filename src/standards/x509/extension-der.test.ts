import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { encodeDer } from '#der';
import { extensionsValue } from './extension-der.ts';
import { encodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { caExtensions } from './specimens.test.ts';

test('extensions are written as ever, frozen or not, the first time and the second', () => {
  const frozen = caExtensions.map(freeze);
  for (const list of [
    caExtensions,
    frozen,
    frozen,
    [frozen[0] ?? [], caExtensions[1] ?? []].flat(),
  ])
    assert.deepEqual(encodeDer(extensionsValue(list)), encodeDer(encodeExtensions(list)));
});

test('an extension that may still change is looked at each time', () => {
  const value: ('digital_signature' | 'crl_sign')[] = ['digital_signature'];
  const extension: Extension = Object.freeze({ type: 'key_usage', critical: true, value });
  const before = encodeDer(extensionsValue([extension]));
  value.push('crl_sign');
  assert.notDeepEqual(encodeDer(extensionsValue([extension])), before);
  assert.deepEqual(
    encodeDer(extensionsValue([extension])),
    encodeDer(encodeExtensions([extension])),
  );
});

test('no extension is written twice', () => {
  assert.throws(
    () => extensionsValue([...caExtensions, ...caExtensions]),
    (error) => isCaError(error, 'bad_extension'),
  );
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
