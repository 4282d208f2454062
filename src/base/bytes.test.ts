import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  concat,
  equalBytes,
  equalSecrets,
  findBase64,
  findHex,
  toBase64,
  toBase64Url,
  toColonHex,
  toHex,
  utf8,
} from './bytes.ts';

const octets = (...values: number[]): Uint8Array => new Uint8Array(values);

test('bytes are shown in each of the four text forms', () => {
  const cases: [bytes: Uint8Array, hex: string, colonHex: string, base64: string, url: string][] = [
    [octets(), '', '', '', ''],
    [octets(0), '00', '00', 'AA==', 'AA'],
    [octets(0x0a, 0xff), '0aff', '0A:FF', 'Cv8=', 'Cv8'],
    [octets(0xfb, 0xef, 0xff), 'fbefff', 'FB:EF:FF', '++//', '--__'],
  ];
  for (const [bytes, hex, colonHex, base64, url] of cases) {
    assert.equal(toHex(bytes), hex);
    assert.equal(toColonHex(bytes), colonHex);
    assert.equal(toBase64(bytes), base64);
    assert.equal(toBase64Url(bytes), url);
  }
});

test('a view into a larger buffer is shown without its neighbours', () => {
  const view = octets(1, 2, 3, 4).subarray(1, 3);
  assert.equal(toHex(view), '0203');
  assert.equal(toBase64(view), 'AgM=');
  assert.ok(equalBytes(view, octets(2, 3)));
  assert.ok(equalSecrets(view, octets(2, 3)));
});

test('any bytes come back from hex and from base64', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      assert.deepEqual(findHex(toHex(bytes)), new Uint8Array(bytes));
      assert.deepEqual(findHex(toHex(bytes).toUpperCase()), new Uint8Array(bytes));
      assert.deepEqual(findBase64(toBase64(bytes)), new Uint8Array(bytes));
    }),
  );
});

test('bytes are equal when every one is, be they few or many', () => {
  for (const length of [1, 20, 63, 64, 65, 200]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i);
    assert.ok(equalBytes(bytes, bytes.slice()));
    assert.ok(!equalBytes(bytes, bytes.subarray(1)));
    for (const at of [0, length >> 1, length - 1])
      assert.ok(!equalBytes(bytes, bytes.with(at, 0xff)), `octet ${at} of ${length}`);
  }
});

test('short and long base64 are read alike', () => {
  for (let size = 0; size < 80; size++) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 37 + size) & 0xff);
    assert.deepEqual(findBase64(toBase64(bytes)), bytes);
  }
});

test('text that is no base64 gives no bytes', () => {
  const cases = ['A', 'AA', 'AAA', 'AA=', 'A===', '=', '==', '====', 'AA=A', 'AAAA=', 'AAAA====']
    .concat([' AAAA', 'AAAA\n', 'AA AA', 'AA-_', 'AÄAA', 'AAAAA', 'AAAAA===', 'QQ==QQ=='])
    .concat(['AAAA\u0000', '٠AAA']);
  for (const text of cases) assert.equal(findBase64(text), undefined, JSON.stringify(text));
});

test('text that is no hex gives no bytes', () => {
  for (const text of ['0', '000', 'g0', ' 00', '00 ', '0:', '00:00', '0x00', '00\n', '٠٠'])
    assert.equal(findHex(text), undefined, JSON.stringify(text));
});

test('text of many megabytes is judged like any other', () => {
  const size = 9 << 20;
  assert.equal(findBase64('A'.repeat(size))?.length, (size / 4) * 3);
  assert.equal(findBase64(`${'A'.repeat(size - 1)}!`), undefined);
  assert.equal(findHex('a'.repeat(size))?.length, size / 2);
  assert.equal(findHex(`${'a'.repeat(size - 1)}!`), undefined);
});

test('text becomes UTF-8', () => {
  assert.equal(toHex(utf8('')), '');
  assert.equal(toHex(utf8('Aß€😀')), '41c39fe282acf09f9880');
});

test('parts are joined in their order into an array of their own', () => {
  const part = octets(1, 2);
  const whole = concat(part, octets(), octets(3));
  assert.deepEqual(whole, octets(1, 2, 3));
  part[0] = 9;
  assert.deepEqual(whole, octets(1, 2, 3));
  assert.deepEqual(concat(), octets());
});

test('bytes are equal when length and content are', () => {
  const cases: [a: Uint8Array, b: Uint8Array, equal: boolean][] = [
    [octets(), octets(), true],
    [octets(1, 2), octets(1, 2), true],
    [octets(1, 2), octets(1, 3), false],
    [octets(1, 2), octets(1), false],
    [octets(), octets(0), false],
  ];
  for (const [a, b, equal] of cases) {
    assert.equal(equalBytes(a, b), equal);
    assert.equal(equalSecrets(a, b), equal);
  }
});
