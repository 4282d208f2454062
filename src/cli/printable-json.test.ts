import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secret } from '#base';
import { printableJson } from './printable-json.ts';

test('keys are sorted at every depth, lists keep their order', () => {
  const value = { b: [{ d: 1, c: 2 }, 3], a: null };
  assert.equal(printableJson(value, 0), '{"a":null,"b":[{"c":2,"d":1},3]}');
  assert.equal(printableJson({ b: 1, a: [] }, 2), '{\n  "a": [],\n  "b": 1\n}');
});

test('what could act on a terminal is written out, and reads back as it was', () => {
  const text = 'a\u001B[2J\u202Eb\u2028\u{E0041}\uD800\u0085é€😀';
  const json = printableJson({ [text]: text }, 2);
  assert.match(json, /^[\n -~é€😀]+$/u);
  assert.deepEqual(JSON.parse(json), { [text]: text });
});

test('a secret stays one', () => {
  assert.equal(printableJson({ password: new Secret('canary') }, 0), '{"password":"[secret]"}');
});
