import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { fixedClock, minute, Secret } from '#base';
import { createPasswords } from './passwords.ts';

const cost = { memoryKiB: 8, passes: 1 };
const right = new Secret('right');
const wrong = new Secret('wrong');

/** Whether the answer came at once, without a hash: hashing leaves this thread, memory does not. */
async function isCheap(check: Promise<boolean>): Promise<boolean> {
  let done = false;
  void check.then(() => (done = true));
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  const atOnce = done;
  await check;
  return atOnce;
}

test('a right password is remembered for a minute, a wrong one never', async () => {
  const clock = fixedClock(0);
  const passwords = createPasswords({ clock, cost });
  const stored = await passwords.hash(right);
  equal(await passwords.verify('robot', right, stored), true);
  equal(await isCheap(passwords.verify('robot', right, stored)), true);
  equal(await passwords.verify('robot', wrong, stored), false);
  equal(await isCheap(passwords.verify('robot', wrong, stored)), false);
  clock.advance(minute - 1);
  equal(await isCheap(passwords.verify('robot', right, stored)), true);
  clock.advance(1);
  equal(await isCheap(passwords.verify('robot', right, stored)), false);
  clock.set(0);
  equal(await isCheap(passwords.verify('robot', right, stored)), false, 'the clock was set back');
});

test('what is remembered holds for one user, one password, one hash', async () => {
  const passwords = createPasswords({ clock: fixedClock(0), cost });
  const [stored, changed] = [await passwords.hash(right), await passwords.hash(wrong)];
  equal(await passwords.verify('robot', right, stored), true);
  equal(await isCheap(passwords.verify('other', right, stored)), false);
  equal(await passwords.verify('robot', right, changed), false);
  equal(await passwords.verify('robot', right, undefined), false);
});

test('no user costs what a wrong password costs', async () => {
  const passwords = createPasswords({ clock: fixedClock(0), cost });
  equal(await isCheap(passwords.verify('nobody', right, undefined)), false);
  equal(await isCheap(passwords.verify('nobody', right, undefined)), false);
});

test('no more than the last 1000 are remembered', async () => {
  const passwords = createPasswords({ clock: fixedClock(0), cost });
  const stored = await passwords.hash(right);
  for (let i = 0; i <= 1000; i++) await passwords.verify(`robot${i}`, right, stored);
  equal(await isCheap(passwords.verify('robot1', right, stored)), true);
  equal(await isCheap(passwords.verify('robot0', right, stored)), false);
});

test('one check asked for by many at once is one, many checks at once are too many', async () => {
  const passwords = createPasswords({ clock: fixedClock(0), cost });
  const stored = await passwords.hash(right);
  const same = Array.from({ length: 500 }, () => passwords.verify('robot', right, stored));
  deepEqual(new Set(await Promise.all(same)), new Set([true]));
  const guesses = Array.from({ length: 100 }, (_, i) =>
    passwords.verify('robot', new Secret(`guess ${i}`), stored),
  );
  const outcomes = await Promise.allSettled(guesses);
  equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 66);
  const refused = outcomes.filter((each) => each.status === 'rejected');
  ok(refused.every(({ reason }) => (reason as { code: string }).code === 'busy'));
  await rejects(Promise.all(Array.from({ length: 100 }, () => passwords.hash(right))), {
    code: 'busy',
  });
  equal(await passwords.verify('robot', right, stored), true);
});
