import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { jsonArray } from './json-array.ts';

test('an array is the same however long it is', async () => {
  for (const length of [0, 1, 49, 50, 51, 100, 101, 250]) {
    const items = Array.from({ length }, (_, i) => i);
    const answer = jsonArray(items, (n) => ({ n, text: 'a,b' }));
    assert.equal(answer instanceof Readable, length > 50, String(length));
    const json = answer instanceof Readable ? await text(answer) : JSON.stringify(answer);
    assert.deepEqual(
      JSON.parse(json),
      items.map((n) => ({ n, text: 'a,b' })),
    );
  }
});
