import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt, hasForbidden, visible } from './visible-text.ts';

test('nothing that a terminal obeys or a reader cannot see is left', () => {
  const cases: [text: string, shown: string][] = [
    ['Größe <b>, 𝄞', 'Größe <b>, 𝄞'],
    ['\0\t\n\r\u001b\u007f\u009b', '\\u{0}\\u{9}\\u{a}\\u{d}\\u{1b}\\u{7f}\\u{9b}'],
    ['\u202e\u2066\u200f\u061c', '\\u{202e}\\u{2066}\\u{200f}\\u{61c}'],
    ['\u2028\u2029\ufeff\u200b', '\\u{2028}\\u{2029}\\u{feff}\\u{200b}'],
    ['\ud800x\u{e0041}', '\\u{d800}x\\u{e0041}'],
  ];
  for (const [text, shown] of cases) assert.equal(visible(text), shown);
});

test('an excerpt is short', () => {
  assert.equal(excerpt('a'.repeat(100)), 'a'.repeat(100));
  assert.equal(excerpt('a'.repeat(101)), `${'a'.repeat(100)}…`);
});

test('joiners and soft hyphens are no reason to refuse a name, controls are', () => {
  for (const text of ['a\u200db', 'a\u00adb', 'שלום', '']) assert.ok(!hasForbidden(text));
  for (const text of ['\0', '\u0085', '\u200f', '\u2067', '\ud800', '\ufffe', '\u2029']) {
    assert.ok(hasForbidden(text));
  }
});
