import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { jsonArray } from './json-array.ts';

/** Pages of numbers from 0 on, counted when they are asked for, and whether somebody ended them. */
function counted(sizes: readonly number[]) {
  const seen = { asked: 0, ended: false };
  async function* pages(): AsyncGenerator<number[]> {
    try {
      let n = 0;
      for (const size of sizes) {
        seen.asked++;
        yield Array.from({ length: size }, () => n++);
      }
    } finally {
      seen.ended = true;
    }
  }
  return { seen, pages: pages() };
}

const present = (n: number): object => ({ n, text: 'a,b' });

test('an array is the same however many pages it has', async () => {
  for (const sizes of [[], [3], [1], [2, 2], [3, 1, 2], [50, 50, 50, 7]]) {
    const { pages, seen } = counted(sizes);
    const answer = await jsonArray(pages, present);
    assert.equal(answer instanceof Readable, sizes.length > 1, String(sizes));
    const json = answer instanceof Readable ? await text(answer) : JSON.stringify(answer);
    const total = sizes.reduce((sum, each) => sum + each, 0);
    assert.deepEqual(
      JSON.parse(json),
      Array.from({ length: total }, (_, n) => present(n)),
    );
    assert.ok(seen.ended, String(sizes));
  }
});

test('pages are read as they are taken, and no more once the reader has gone', async () => {
  const { pages, seen } = counted(Array.from({ length: 1000 }, () => 10));
  const answer = await jsonArray(pages, present);
  assert.ok(answer instanceof Readable);
  await once(answer, 'readable');
  assert.ok(seen.asked < 10, `${seen.asked} pages for a reader of one`);
  const closed = once(answer, 'close');
  answer.destroy();
  await closed;
  assert.ok(seen.ended);
});
