import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { createOutput } from './output.ts';

async function* pagesOf<T>(pages: readonly T[]): AsyncGenerator<T> {
  yield* pages;
}

async function written(write: (out: ReturnType<typeof createOutput>) => unknown): Promise<string> {
  const stream = new PassThrough();
  const shown = text(stream);
  await write(createOutput(stream));
  stream.end();
  return shown;
}

test('an array written page by page is the one written as a whole', async () => {
  const cases = [[], [[1]], [[{ b: 'x\u202e', a: [] }], [{}, 'y,]'], [null]]];
  for (const pages of cases)
    for (const indent of [0, 1, 2]) {
      const whole = await written((out) => out.json(pages.flat(), indent));
      assert.equal(await written((out) => out.jsonPages(pagesOf(pages), indent)), whole);
    }
});

test('lines of all pages come one after the other, escaped', async () => {
  const pages = [['a', 'b\u001b'], [], ['c']];
  const whole = await written((out) => out.lines(pages.flat()));
  assert.equal(await written((out) => out.linePages(pagesOf(pages))), whole);
});

test('no page is asked for before the one before it has gone out', async () => {
  let asked = 0;
  async function* pages(): AsyncGenerator<string[]> {
    for (; asked < 100; asked++) yield ['x'.repeat(10_000)];
  }
  const stream = new PassThrough({ highWaterMark: 20_000 });
  const ended = createOutput(stream)
    .linePages(pages())
    .then(() => stream.end());
  await new Promise(setImmediate);
  assert.ok(asked < 10, `${asked} pages that nobody has read`);
  assert.equal((await text(stream)).length, 1_000_100);
  await ended;
});
