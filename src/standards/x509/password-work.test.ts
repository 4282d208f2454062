import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { PasswordWork } from './password-work.ts';

const all = 2 ** 21;

test('the parts of a document share one allowance, which is as much as three keys of today take', () => {
  const work = new PasswordWork();
  for (let i = 0; i < 3; i++) work.spendIterations(600_000);
  work.spendIterations(all - 1_800_000);
  refuses(() => work.spendIterations(1));
});

test('what is refused has cost nothing of the allowance', () => {
  const work = new PasswordWork();
  for (const iterations of [0, -1, all + 1, 2 ** 31, Number.NaN])
    refuses(() => work.spendIterations(iterations));
  work.spendIterations(all);
});

test('PBKDF2 costs its iterations for each block of the key', () => {
  const work = new PasswordWork();
  refuses(() => work.spendIterations(all / 2 + 1, 2));
  work.spendIterations(all / 2, 2);
});

test('scrypt is bounded by its memory and by its rounds', () => {
  const work = new PasswordWork();
  assert.equal(work.spendScrypt(16_384, 8, 1), 16_385 * 1024);
  for (const [cost, blockSize, parallelization] of [
    [65_536, 8, 1],
    [2, 8, 65_536],
    [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1],
    [16_384, 8, 16],
    [16_384, 0, 1],
    [0, 0, 0],
  ] as const)
    refuses(() => work.spendScrypt(cost, blockSize, parallelization));
  work.spendIterations(all - 131_072);
});

function refuses(spend: () => unknown): void {
  assert.throws(spend, (error) => isCaError(error, 'unsupported'));
}
