import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { limitWork } from './work-limit.ts';

/** Work that ends when told to. */
function openEnded(name: string, log: string[]): { work: () => Promise<string>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return {
    work: () => (log.push(name), promise),
    end: () => resolve(name),
  };
}

test('so much runs at once, so much waits in line, and the rest is turned away unstarted', async () => {
  const limit = limitWork({ atOnce: 2, waiting: 1 });
  const log: string[] = [];
  const [a, b] = [openEnded('a', log), openEnded('b', log)];
  const [c, d] = [openEnded('c', log), openEnded('d', log)];
  const results = [limit(a.work), limit(b.work), limit(c.work)];
  await rejects(limit(d.work), { code: 'busy' });
  deepEqual(log, ['a', 'b']);
  b.end();
  equal(await results[1], 'b');
  await setImmediate();
  deepEqual(log, ['a', 'b', 'c']);
  a.end();
  c.end();
  deepEqual(await Promise.all(results), ['a', 'b', 'c']);
});

test('work that fails gives its place to the next', async () => {
  const limit = limitWork({ atOnce: 1, waiting: 5 });
  const failing = limit(() => Promise.reject(new Error('no')));
  const next = limit(() => Promise.resolve('yes'));
  await rejects(failing, /no/);
  equal(await next, 'yes');
  equal(await limit(() => Promise.resolve('again')), 'again');
});
