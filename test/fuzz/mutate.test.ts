import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '#base';
import { checkDer, encodeDer, integer, nothing, octetString, oid, sequence, setOf } from '#der';
import { maxMutatedBytes, mutate } from './mutate.ts';
import { mutateText } from './mutate-text.ts';
import { createRandom, drawFor } from './random.ts';

const document = encodeDer(
  sequence(
    integer(1),
    sequence(oid('2.5.4.3'), octetString(sequence(nothing(), setOf([integer(5)])))),
    octetString(new Uint8Array(200)),
  ),
);
const donor = encodeDer(sequence(oid('1.2.3'), nothing()));

function mutants(seed: number, count: number): string[] {
  const list: string[] = [];
  for (let i = 0; i < count; i++)
    list.push(toHex(mutate(document, drawFor(seed, 'test', i), [document, donor])));
  return list;
}

test('the same seed gives the same mutants, another seed others', () => {
  assert.deepEqual(mutants(7, 200), mutants(7, 200));
  assert.notDeepEqual(mutants(7, 200), mutants(8, 200));
  const texts = (seed: number): string[] =>
    Array.from({ length: 50 }, (_, i) => mutateText('CN=a', drawFor(seed, 'text', i), ['O=b']));
  assert.deepEqual(texts(7), texts(7));
  assert.notDeepEqual(texts(7), texts(8));
});

test('nearly all mutants differ from their seed and from each other, and the seed stays as it is', () => {
  const before = toHex(document);
  const list = mutants(1, 3000);
  assert.equal(toHex(document), before);
  assert.ok(new Set(list).size > 1800, String(new Set(list).size));
  assert.ok(list.filter((each) => each === before).length < 400);
});

test('many mutants are still DER, and many are not', () => {
  const valid = mutants(2, 1000).filter((hex) => {
    try {
      checkDer(new Uint8Array(Buffer.from(hex, 'hex')));
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(valid.length > 300 && valid.length < 900, String(valid.length));
});

test('mutants stay small, from empty seeds and from large ones', () => {
  const large = encodeDer(sequence(octetString(new Uint8Array(60_000)), sequence()));
  for (const seed of [new Uint8Array(0), new Uint8Array([0x30]), large]) {
    for (let i = 0; i < 300; i++)
      assert.ok(mutate(seed, createRandom(i), [seed, large]).length <= maxMutatedBytes);
  }
  for (let i = 0; i < 300; i++) assert.ok(mutateText('', createRandom(i)).length <= 65_536);
});

test('draws are within their bounds and reach all of them', () => {
  const random = createRandom(3);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 10_000; i++) {
    const drawn = random.below(10);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  assert.equal(counts.length, 10);
  assert.ok(
    counts.every((count) => count > 800 && count < 1200),
    counts.join(),
  );
  assert.equal(random.octets(9).length, 9);
});
