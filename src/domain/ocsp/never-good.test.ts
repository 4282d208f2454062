/* B9: whatever serial is asked about, only what the authority has issued is good. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOctets, toHex } from '#base';
import { newSerial } from '#authorities';
import { name, parseOcspResponse } from '#x509';
import type { TestApp } from '../../../test/app.ts';
import { makeCsr } from '../../../test/csr.ts';
import { issue, ocspApp, requestAbout } from '../../../test/ocsp.ts';

/** As many as one request may ask about, and as many requests as are signed for at a time. */
const [perRequest, atOnce] = [16, 48];

/** What is said of each serial, in their order. */
async function sayings(ca: TestApp, serials: readonly string[]): Promise<string[]> {
  const requests = [];
  for (let i = 0; i < serials.length; i += perRequest)
    requests.push(requestAbout(ca.issuing, serials.slice(i, i + perRequest)));
  const answers = await Promise.all(
    requests.map((request) => ca.ocsp.answer(ca.issuing.serial, request)),
  );
  return answers.flatMap(({ der }) => {
    const { status, basic } = parseOcspResponse(der);
    return basic?.responses.map((each) => each.status.type) ?? [status];
  });
}

const bitsOf = (serial: string): number => 4 * serial.length;

/** The serial with one bit turned over. */
function beside(serial: string, bit: number): string {
  const text = (BigInt(`0x${serial}`) ^ (1n << BigInt(bit))).toString(16).toUpperCase();
  return text === '0' ? '1' : text;
}

/** What looks like one of ours, like one of anybody, or is as short as can be. */
const inventions: readonly ((nowMs: number) => string)[] = [
  newSerial,
  (nowMs) => newSerial(nowMs - Math.floor(Math.random() * 1e10)),
  () => `4${toHex(randomOctets(9)).toUpperCase()}`,
  () => `7F${toHex(randomOctets(19)).toUpperCase()}`,
  () => (1 + Math.floor(Math.random() * 1e6)).toString(16).toUpperCase(),
];

test('of 100,000 serials never issued none is good, and every one that was issued is', async () => {
  await using ca = await ocspApp();
  const issued = await Promise.all(Array.from({ length: 12 }, () => issue(ca)));
  const [responder] = await ca.certificates.list({ authority: ca.issuing });
  assert.ok(responder);
  const elsewhere = await ca.certificates.issue(ca.root, {
    csr: (await makeCsr()).pem,
    subject: name('CN=leaf'),
  });
  const onRecord = [responder, ...issued].map(({ serial }) => serial);
  const ofOthers = [elsewhere.serial, ca.root.serial, ca.issuing.serial];
  const near = [...onRecord, ...ofOthers].flatMap((serial) =>
    Array.from({ length: bitsOf(serial) - 1 }, (_, bit) => beside(serial, bit)),
  );
  const never = new Set([...ofOthers, ...near]);
  for (let i = 0; never.size < 100_000; i++)
    never.add(inventions[i % inventions.length]?.(ca.clock.now()) ?? '1');
  for (const serial of onRecord) never.delete(serial);
  const all = [...never];
  const said: Record<string, number> = {};
  const stride = perRequest * atOnce - onRecord.length;
  for (let i = 0; i < all.length; i += stride) {
    const [some, known] = [all.slice(i, i + stride), i % (16 * stride) === 0 ? onRecord : []];
    const says = await sayings(ca, [...some, ...known]);
    for (const each of says.slice(0, some.length)) said[each] = (said[each] ?? 0) + 1;
    assert.deepEqual(
      says.slice(some.length),
      known.map(() => 'good'),
      'issued ones',
    );
  }
  assert.deepEqual(said, { unknown: all.length });
});
