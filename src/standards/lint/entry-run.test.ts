import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionError, CaError, concat } from '#base';
import { encodeCrlEntries } from '#x509';
import { crl, type CrlSample } from './crls.samples.ts';
import { EntryRun } from './entry-run.ts';
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

/** A CRL of these entries, and the same in pieces. */
function list(...ders: readonly Uint8Array[]): CrlSample & CrlPieces {
  const sample = crl({ entries: [(writer) => writer.octets(concat(...ders))] });
  const { listDer } = readUnsignedCrl(sample.tbsDer);
  assert.ok(listDer);
  const at = listDer.byteOffset - sample.tbsDer.byteOffset;
  return {
    ...sample,
    head: sample.tbsDer.slice(0, at),
    runs: ders.map((der) => new EntryRun(der)),
    tail: sample.tbsDer.slice(at + listDer.length),
  };
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

test('what is redeemed of a CRL in pieces is, octet for octet, what the pieces are (I3)', () => {
  const whole = list(entries(300), entries(2, 301));
  assert.deepEqual(prepare(whole).redeem(), prepareCrl(whole.tbsDer, whole.context).redeem());
});

test('changes to the bytes of a run change nothing that is signed', () => {
  const der = entries(3);
  const whole = list(der);
  der.fill(0);
  const before = whole.tbsDer.slice();
  const prepared = prepare(whole);
  for (const run of whole.runs) run.copyInto(new Uint8Array(run.octets), 0);
  whole.tail.fill(0);
  assert.deepEqual(prepared.redeem(), before);
});

test('entries that were agreed to are walked again only where other terms could tell', () => {
  const run = new EntryRun(entries(1000));
  const steps = (changes: Partial<typeof terms>): number =>
    drive(run.judge({ ...terms, ...changes })).steps;
  assert.ok(steps({}) > 0);
  assert.equal(steps({}), 0);
  assert.equal(steps({ thisUpdateMs: terms.thisUpdateMs + 1 }), 0);
  assert.ok(steps({ thisUpdateMs: terms.thisUpdateMs - 1 }) > 0);
  assert.ok(steps({ isDelta: true }) > 0);
  assert.ok(steps({ isIndirect: true }) > 0);
});

test('a run with a fault is refused every time, and each rule tells of it once', () => {
  const bad = encodeCrlEntries([{ serial: '7', revokedMs, reason: 'removeFromCRL' }]);
  const whole = list(entries(2), bad, bad);
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

test('a frame around other entries than those of the runs is a bug, and nothing is prepared', () => {
  const whole = list(entries(2), entries(2, 3));
  const [first, second] = whole.runs;
  assert.ok(first && second);
  const inHead = list(entries(4));
  for (const pieces of [
    { ...whole, head: concat(whole.head, entries(2)), runs: [second] },
    { ...whole, runs: [first], tail: concat(entries(2, 3), whole.tail) },
    { ...inHead, head: inHead.tbsDer, runs: [], tail: new Uint8Array(0) },
  ])
    assert.throws(() => prepare(pieces), AssertionError);
});

test('a run that ends inside an entry is refused though the whole is well-formed', () => {
  const der = entries(2);
  const whole = list(der.slice(0, 19), der.slice(19));
  assert.throws(
    () => prepare(whole),
    (error) => error instanceof CaError && error.code === 'bad_der',
  );
});
