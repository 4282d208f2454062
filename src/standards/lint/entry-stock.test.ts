import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionError, CaError, concat } from '#base';
import { encodeCrlEntries } from '#x509';
import { crl, type CrlSample } from './crls.samples.ts';
import { EntryStock } from './entry-stock.ts';
import { prepareCrl, prepareCrlInSteps, type CrlPieces } from './prepare-crl.ts';
import type { Prepared } from './prepared.ts';
import { readUnsignedCrl } from './unsigned-crl.ts';

const revokedMs = Date.UTC(2026, 0, 1);
const terms = { thisUpdateMs: Date.UTC(2026, 5, 1), isDelta: false, isIndirect: false };

function entries(count: number, from: number = 1): Uint8Array {
  return encodeCrlEntries(
    Array.from({ length: count }, (_, i) => ({ serial: (from + i).toString(16), revokedMs })),
  );
}

/** A CRL of these entries, and the same in pieces: of the first ones a stock has these, the others are loose. */
function list(
  stocked: readonly Uint8Array[],
  ...loose: readonly Uint8Array[]
): CrlSample & CrlPieces {
  const sample = crl({ entries: [(writer) => writer.octets(concat(...stocked, ...loose))] });
  const { listDer } = readUnsignedCrl(sample.tbsDer);
  assert.ok(listDer);
  const at = listDer.byteOffset - sample.tbsDer.byteOffset;
  return {
    ...sample,
    head: sample.tbsDer.slice(0, at),
    stock: stockOf(...stocked),
    loose,
    tail: sample.tbsDer.slice(at + listDer.length),
  };
}

/** With keys from 1. */
function stockOf(...ders: readonly Uint8Array[]): EntryStock {
  const stock = new EntryStock();
  fill(
    stock,
    ders.map((der, i) => [i + 1, der]),
  );
  return stock;
}

function fill(
  stock: EntryStock,
  parts: readonly (readonly [key: number, der: Uint8Array])[],
): void {
  drive(
    stock.reserve(
      0,
      parts.reduce((sum, [, der]) => sum + der.length, 0),
    ),
  );
  for (const [key, der] of parts) stock.add(key, der);
}

/** Drives all steps to their end, and counts them. */
function drive<T>(steps: Generator<void, T>): { readonly value: T; readonly steps: number } {
  for (let count = 0; ; count++) {
    const step = steps.next();
    if (step.done) return { value: step.value, steps: count };
  }
}

function prepare(pieces: CrlPieces & CrlSample): Prepared<unknown> {
  return drive(prepareCrlInSteps(pieces, pieces.context)).value;
}

const [one, two, three] = [entries(300), entries(2, 301), entries(3, 303)] as const;

test('what is redeemed of a CRL in pieces is, octet for octet, what the pieces are (I3)', () => {
  for (const whole of [list([one, two], three), list([], one, two), list([one])]) {
    const plain = prepareCrl(whole.tbsDer, whole.context).redeem();
    assert.deepEqual(prepare(whole).redeem(), plain);
  }
});

test('changes to the bytes that were given change nothing that is signed (I3)', () => {
  const [kept, loose] = [entries(3), entries(2, 4)];
  const whole = list([kept], loose);
  const before = whole.tbsDer.slice();
  kept.fill(0);
  const prepared = prepare(whole);
  loose.fill(0);
  whole.tail.fill(0);
  assert.deepEqual(prepared.redeem(), before);
});

test('the next list has what was kept, in its order, and what is new behind it', () => {
  const stock = stockOf(one, two, three);
  const long = entries(4000, 5000);
  for (const [keys, missing, ders] of [
    [[1, 2, 3], [], [one, two, three]],
    [[3, 1], [], [one, three]],
    [
      [1, 9, 3, 8],
      [9, 8],
      [one, three, long, two],
    ],
    [[8], [], [two]],
    [[], [], []],
    [[7], [7], [long]],
  ] as const) {
    assert.deepEqual(stock.keep(keys), missing);
    fill(
      stock,
      missing.map((key) => [key, key === 8 ? two : long]),
    );
    assert.equal(stock.octets, concat(...ders).length);
    const whole = list(ders, entries(1, 99_000));
    assert.deepEqual(prepare({ ...whole, stock }).redeem(), whole.tbsDer);
  }
});

test('a stock from which a list is yet to be signed does not change (I3)', () => {
  const whole = list([one], two);
  const prepared = prepare(whole);
  for (const act of [
    () => whole.stock.keep([]),
    () => whole.stock.add(2, two),
    () => drive(whole.stock.reserve(0, 1)),
    () => prepare(whole),
  ])
    assert.throws(act, AssertionError);
  assert.deepEqual(prepared.redeem(), whole.tbsDer);
  assert.deepEqual(whole.stock.keep([1]), []);
});

test('entries that were agreed to are walked again only where other terms could tell', () => {
  const stock = stockOf(entries(5000));
  const steps = (changes: Partial<typeof terms>): number =>
    drive(stock.judge({ ...terms, ...changes })).steps;
  assert.ok(steps({}) > 0);
  assert.equal(steps({}), 0);
  assert.equal(steps({ thisUpdateMs: terms.thisUpdateMs + 1 }), 0);
  assert.ok(steps({ thisUpdateMs: terms.thisUpdateMs - 1 }) > 0);
  assert.ok(steps({ isDelta: true }) > 0);
  assert.ok(steps({ isIndirect: true }) > 0);
});

test('an entry with a fault is refused every time, and each rule tells of it once', () => {
  const bad = encodeCrlEntries([{ serial: '7', revokedMs, reason: 'removeFromCRL' }]);
  for (const whole of [list([two, bad, bad]), list([two, bad], bad), list([], two, bad)])
    for (let i = 0; i < 2; i++)
      assert.throws(
        () => prepare(whole),
        (error) => {
          assert.ok(error instanceof CaError);
          assert.deepEqual(
            error.problems.map(({ detail }) => detail),
            [
              'An entry gives the reason removeFromCRL outside a delta CRL: serial number 7 (RFC 5280 §5.3.1)',
            ],
          );
          return true;
        },
      );
});

test('a frame around other entries than those of the pieces is a bug, and nothing is prepared', () => {
  const whole = list([two], three);
  for (const pieces of [
    { ...whole, head: concat(whole.head, two), stock: new EntryStock() },
    { ...whole, loose: [], tail: concat(three, whole.tail) },
    { ...whole, head: whole.tbsDer, stock: new EntryStock(), loose: [], tail: new Uint8Array(0) },
  ])
    assert.throws(() => prepare(pieces), AssertionError);
});

test('a part that ends inside an entry is refused though the whole is well-formed', () => {
  for (const [first, second] of [[two.slice(0, 19), two.slice(19)]] as const)
    assert.throws(
      () => prepare(list([first, second])),
      (error) => error instanceof CaError && error.code === 'bad_der',
    );
});
