import nodeAssert from 'node:assert/strict';
import { test } from 'node:test';
import { assert, AssertionError, present, unreachable } from './assert.ts';
import { isCaError } from './errors.ts';

test('a promise that holds passes', () => {
  for (const value of [true, 1, 'x', {}]) assert(value, 'holds');
  for (const value of [0, '', false, Number.NaN]) nodeAssert.equal(present(value, 'value'), value);
});

test('a broken promise throws its own words, and is nothing that a caller is told', () => {
  const broken: [words: string, work: () => unknown][] = [
    ['the count is positive', () => assert(0, 'the count is positive')],
    ['row is missing', () => present(undefined, 'row')],
    ['row is missing', () => present(null, 'row')],
    ['unexpected value x', () => unreachable('x' as never)],
    ['unexpected value [object Object]', () => unreachable({} as never)],
  ];
  for (const [message, work] of broken) {
    nodeAssert.throws(work, (error) => {
      nodeAssert.ok(error instanceof AssertionError && !isCaError(error));
      nodeAssert.equal(error.name, 'AssertionError');
      nodeAssert.equal(error.message, message);
      return true;
    });
  }
});
