import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { makeCsr } from '../../../test/csr.ts';
import { handOver, readProvenCsr } from './proof.ts';

test('a CSR is read and verified anew, unless it was handed over, and that is good for once', async () => {
  const { pem } = await makeCsr();
  const csr = readProvenCsr(pem);
  assert.notEqual(readProvenCsr(pem), csr);
  handOver(pem, csr);
  assert.equal(readProvenCsr(pem), csr);
  assert.notEqual(readProvenCsr(pem), csr);
});

test('another text is not the one that was handed over, and must prove itself', async () => {
  const [one, other] = [await makeCsr(), await makeCsr()];
  handOver(one.pem, readProvenCsr(one.pem));
  const der = readProvenCsr(other.pem).der.slice();
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  assert.throws(
    () => readProvenCsr(der),
    (error) => isCaError(error, 'bad_csr'),
  );
});

test('no more than 500 wait, and none that is very long', async () => {
  const { pem } = await makeCsr();
  const csr = readProvenCsr(pem);
  for (let at = 0; at <= 500; at++) handOver(`${pem}${'\n'.repeat(at)}`, csr);
  assert.notEqual(readProvenCsr(pem), csr, 'the first had to go');
  assert.equal(readProvenCsr(`${pem}\n`), csr);
  const long = `${pem}${'\n'.repeat(20_000)}`;
  handOver(long, csr);
  assert.notEqual(readProvenCsr(long), csr);
});
