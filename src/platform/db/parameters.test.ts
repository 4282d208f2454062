import { isCaError } from '#base';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toParameter } from './parameters.ts';

const bytes = new Uint8Array([1, 2]);

for (const [given, stored] of [
  [undefined, null],
  [null, null],
  [true, 1],
  [false, 0],
  ['text', 'text'],
  [-5, -5],
  [1.5, 1.5],
  [12n, 12n],
  [bytes, bytes],
] as const) {
  test(`stores ${String(given)} as ${String(stored)}`, () => {
    assert.equal(toParameter(given, 0), stored);
  });
}

for (const [what, given] of [
  ['a date', new Date(0)],
  ['a plain object', { a: 1 }],
  ['an array', [1]],
  ['NaN', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a whole number above 2^53', 2 ** 53],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['other arrays of numbers', new Uint16Array(2)],
] as const) {
  test(`refuses ${what}, naming its place`, () => {
    assert.throws(() => toParameter(given, 2), {
      name: 'AssertionError',
      message: /^SQL parameter 3 cannot be stored: /,
    });
  });
}

for (const [what, text] of [
  ['a NUL', 'secret\0'],
  ['the first half of a surrogate pair', 'secret\ud83d'],
  ['the second half of one', '\ude00secret'],
] as const) {
  test(`refuses text with ${what} as bad input, without repeating it`, () => {
    assert.throws(
      () => toParameter(text, 0),
      (error) => isCaError(error, 'bad_request') && !/secret/.test(error.detail),
    );
  });
}

test('stores a whole surrogate pair', () => {
  assert.equal(toParameter('\ud83d\ude00', 0), '😀');
});

test('sends a part of a larger buffer without the rest of it', () => {
  const part = Buffer.from('secret and public').subarray(11);
  const sent = toParameter(part, 0) as Uint8Array;
  assert.equal(Buffer.from(sent).toString(), 'public');
  assert.equal(sent.buffer.byteLength, 6);
});
