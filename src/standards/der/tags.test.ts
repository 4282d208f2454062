import assert from 'node:assert/strict';
import { test } from 'node:test';
import { constructedTag, contextTag, describeTag, tag } from './tags.ts';

test('an identifier octet is told in words', () => {
  const cases: [octet: number, words: string][] = [
    [tag.sequence, 'sequence'],
    [tag.oid, 'oid'],
    [contextTag(0), '[0]'],
    [constructedTag(3), '[3]'],
    [0x10, 'tag 0x10'],
    [0x00, 'tag 0x00'],
    [0x41, 'tag 0x41'],
    [0xe0, 'tag 0xe0'],
  ];
  for (const [octet, words] of cases) assert.equal(describeTag(octet), words);
});

test('context tags differ in their form bit alone', () => {
  assert.deepEqual([contextTag(0), contextTag(30)], [0x80, 0x9e]);
  assert.deepEqual([constructedTag(0), constructedTag(30)], [0xa0, 0xbe]);
});

test('no two types share an identifier octet', () => {
  assert.equal(new Set(Object.values(tag)).size, Object.keys(tag).length);
});
