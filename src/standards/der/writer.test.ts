import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '#base';
import { DerWriter } from './writer.ts';

const filled = (size: number, octet: number): Uint8Array => new Uint8Array(size).fill(octet);

test('what is written later stands before what was written earlier', () => {
  const writer = new DerWriter();
  writer.octets(new Uint8Array([3, 4]));
  writer.octet(2);
  writer.octets(new Uint8Array([0, 1]));
  assert.equal(writer.size, 5);
  assert.equal(toHex(writer.take()), '0001020304');
  assert.equal(writer.size, 0);
});

test('a length is written in its shortest form', () => {
  const cases: [size: number, header: string][] = [
    [0, '0400'],
    [1, '0401'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_535, '0482ffff'],
    [65_536, '0483010000'],
    [1 << 24, '048401000000'],
  ];
  for (const [size, header] of cases) {
    const writer = new DerWriter();
    writer.octets(filled(size, 0xaa));
    writer.header(0x04, 0);
    assert.equal(toHex(writer.take().subarray(0, header.length / 2)), header);
  }
});

test('a header counts only what was written since', () => {
  const writer = new DerWriter();
  writer.octets(filled(3, 9));
  const before = writer.size;
  writer.octet(7);
  writer.header(0x02, before);
  assert.equal(toHex(writer.take()), '020107090909');
});

test('the buffer grows beyond 64 KiB and keeps all that stands in it', () => {
  const writer = new DerWriter();
  const chunk = 1000;
  const chunks = 300;
  for (let i = 0; i < chunks; i++) writer.octets(filled(chunk, i & 0xff));
  for (let i = 0; i < 70_000; i++) writer.octet(i & 0xff);
  assert.equal(writer.size, chunk * chunks + 70_000);
  const all = writer.take();
  assert.equal(all[0], 69_999 & 0xff);
  assert.equal(all[69_999], 0);
  for (let i = 0; i < chunks; i++) {
    const start = 70_000 + (chunks - 1 - i) * chunk;
    assert.ok(all.subarray(start, start + chunk).every((octet) => octet === (i & 0xff)));
  }
});

test('one piece larger than twice the buffer fits, on the last free octet too', () => {
  const writer = new DerWriter();
  writer.octets(filled(64 * 1024, 1));
  writer.octet(2);
  writer.octets(filled(1 << 20, 3));
  const all = writer.take();
  assert.equal(all.length, (1 << 20) + 1 + 64 * 1024);
  assert.deepEqual([all[0], all[1 << 20], all.at(-1)], [3, 2, 1]);
});

test('what is taken is a copy, and only what was written after the size given', () => {
  const writer = new DerWriter();
  writer.octets(filled(2, 1));
  const before = writer.size;
  writer.octets(filled(3, 2));
  const taken = writer.take(before);
  assert.equal(toHex(taken), '020202');
  taken.fill(9);
  writer.octet(5);
  assert.equal(toHex(writer.take()), '050101');
});

test('rewinding forgets what was written after the size given', () => {
  const writer = new DerWriter();
  writer.octets(filled(2, 1));
  writer.octets(filled(200_000, 2));
  writer.rewind(2);
  assert.equal(writer.size, 2);
  writer.octet(3);
  assert.equal(toHex(writer.take()), '030101');
});
