import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { OctetsMemo } from './octets-memo.ts';

test('a memo gives what a plain call gives, however full it is, and makes nothing twice in a row', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6 })), (inputs) => {
      const memo = new OctetsMemo<string>(4, 4);
      for (const octets of inputs) {
        assert.equal(memo.get(octets, shown), shown(octets));
        if (octets.length <= 4) assert.equal(memo.get(octets, refuse), shown(octets));
      }
    }),
  );
});

test('octets that change afterwards are other octets', () => {
  const memo = new OctetsMemo<string>(4, 4);
  const octets = new Uint8Array([1, 2]);
  assert.equal(memo.get(octets, shown), '1,2');
  octets[1] = 3;
  assert.equal(memo.get(octets, shown), '1,3');
});

test('nothing is kept of octets that are too long, or of what was thrown', () => {
  const memo = new OctetsMemo<string>(4, 4);
  const long = new Uint8Array(5);
  memo.keep(long, 'long');
  assert.equal(memo.find(long), undefined);
  assert.throws(() => memo.get(new Uint8Array(1), refuse), /made/);
  assert.equal(memo.find(new Uint8Array(1)), undefined);
});

function shown(octets: Uint8Array): string {
  return octets.join();
}

function refuse(): string {
  throw new Error('made');
}
