import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { present } from '#base';
import {
  encodeCrlEntries,
  encodeCrlFrame,
  encodeSignedFrame,
  nameDer,
  parseCrl,
  type Revocation,
} from '#x509';
import { operation } from '../operation.ts';
import type { Comparison, Lane, Size } from '../suite.ts';
import { bareSign, keySpecs, makeKey } from './keys.ts';
import type { Key } from './keys.ts';

/** A publication is a hash of the bytes and little more (design: crl-append at 10^6 / SHA-256 of the bytes). */
const appendTarget = 1.5;
const segmentEntries = 4096;
/** So many different ones, again and again: a million would keep the garbage collector busy. */
const revocations = Array.from({ length: 16 * segmentEntries }, (_, number) => revocation(number));
const issuerDer = nameDer([{ oid: '2.5.4.3', value: 'ca.example.com' }]);
const thisUpdateMs = Date.UTC(2026, 10, 21, 12, 0, 0);

/** A CRL of a million entries: encoding all of them, and publishing it again with one more. */
export async function crlComparisons(size: Size): Promise<Comparison[]> {
  const issuer = await makeKey(present(keySpecs['P-256'], 'P-256'));
  const count = size === 'full' ? 1_000_000 : 1000;
  const list = new HeldList(issuer, encodeSegments(count));
  const whole = Buffer.concat(list.publish(revocation(count)));
  const limit: Lane = operation({
    label: 'SHA-256 of the bytes',
    run: () => hash('sha256', whole, 'buffer'),
    check: (digest) => assert.equal(digest.length, 32),
  });
  const build = operation({
    label: 'encode 10^6 CRL entries',
    run: () => encodeSegments(count),
    check: (built) => assert.deepEqual(Buffer.concat(built), list.entriesBefore),
  });
  const append = operation({
    label: 'CRL of 10^6 entries: append one, sign, frame',
    run: (turn) => list.publish(revocation(count + turn)),
    check: (pieces) => {
      const { entries } = parseCrl(Buffer.concat(pieces));
      assert.equal([...entries()].length, count + 1);
    },
  });
  return [
    { ours: build, against: [{ lane: limit, by: 'cost' }] },
    { ours: append, against: [{ lane: limit, by: 'cost', target: appendTarget }] },
  ];
}

/** Encoded entries in one place, with room for another and for what stands around them: nothing is copied to be signed. */
class HeldList {
  readonly #issuer: Key;
  readonly #octets: Uint8Array;
  readonly #end: number;

  constructor(issuer: Key, segments: readonly Uint8Array[]) {
    this.#issuer = issuer;
    const entries = Buffer.concat(segments);
    this.#end = room + entries.length;
    this.#octets = new Uint8Array(this.#end + room);
    this.#octets.set(entries, room);
  }

  /** All but the one that comes last. */
  get entriesBefore(): Buffer {
    return Buffer.from(this.#octets.subarray(room, this.#end));
  }

  /** The pieces of a signed list with one more entry, valid until the next is published. */
  publish(last: Revocation): readonly Uint8Array[] {
    const entry = encodeCrlEntries([last]);
    const { algorithm } = this.#issuer;
    const extensions = [{ type: 'crl_number', critical: false, value: 7 }] as const;
    const times = { thisUpdateMs, nextUpdateMs: thisUpdateMs + 86_400_000 };
    const fields = { algorithm, issuerDer, ...times, extensions };
    const { head, tail } = encodeCrlFrame(fields, this.#end - room + entry.length);
    const from = room - head.length;
    this.#octets.set(head, from);
    this.#octets.set(entry, this.#end);
    this.#octets.set(tail, this.#end + entry.length);
    const tbsDer = this.#octets.subarray(from, this.#end + entry.length + tail.length);
    const frame = encodeSignedFrame(tbsDer.length, algorithm, bareSign(this.#issuer, tbsDer));
    return [frame.head, tbsDer, frame.tail];
  }
}

/** Octets for what stands before the entries, and for the last of them and what stands behind. */
const room = 1024;

function encodeSegments(count: number): Uint8Array[] {
  const segments: Uint8Array[] = [];
  for (let start = 0; start < count; start += segmentEntries) {
    const from = start % revocations.length;
    const length = Math.min(segmentEntries, count - start);
    segments.push(encodeCrlEntries(revocations.slice(from, from + length)));
  }
  return segments;
}

function revocation(number: number): Revocation {
  return {
    serial: `400192A3B4C5${number.toString(16).padStart(28, '7')}`,
    revokedMs: Date.UTC(2026, 10, 21, 12) - number * 1000,
    reason: 'superseded',
  };
}
