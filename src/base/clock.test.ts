import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day, fixedClock, hour, minute, second, systemClock } from './clock.ts';

test('a fixed clock stands still until it is told otherwise', () => {
  const clock = fixedClock(new Date('2026-01-01T00:00:00Z'));
  assert.equal(clock.now(), Date.UTC(2026, 0, 1));
  assert.equal(clock.now(), Date.UTC(2026, 0, 1));
  clock.advance(90 * day);
  assert.equal(clock.now(), Date.UTC(2026, 3, 1));
  clock.set(7);
  assert.equal(clock.now(), 7);
  clock.set(new Date(8));
  assert.equal(clock.now(), 8);
});

test('the system clock is the one of this machine', () => {
  const before = Date.now();
  const now = systemClock.now();
  assert.ok(before <= now && now <= Date.now());
  assert.ok(Object.isFrozen(systemClock));
});

test('spans are counted in milliseconds', () => {
  assert.deepEqual([second, minute, hour, day], [1000, 60_000, 3_600_000, 86_400_000]);
});
