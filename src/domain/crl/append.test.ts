import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hour } from '#base';
import { noon } from '../../../test/app.ts';
import type { Context } from './context.ts';
import { contextOf, crlApp, type CrlApp } from './crl-app.test.ts';
import { makeList } from './make.ts';
import { Overtaken } from './overtaken.ts';
import { createStocks } from './stocks.ts';
import { settle, type Revoked } from './settle.ts';
import type { Trx } from './tables.ts';

const scope = { contains: 'user' } as const;
const many = 20_000;
const pageSize = 4000;

function revoked(id: number): Revoked {
  const serial = `40${id.toString(16).padStart(38, '0').toUpperCase()}`;
  const common = { notAfterMs: noon + 100 * hour, revokedMs: noon, compromisedMs: null };
  return { ...common, id, serial, reason: 'superseded' };
}

/** Notes revocations of certificates that nobody ever issued. */
async function note(ca: CrlApp, from: number, count: number): Promise<void> {
  for (let id = from; id < from + count; id += pageSize) {
    const ids = Array.from({ length: Math.min(pageSize, from + count - id) }, (_, i) => id + i);
    const account = { authorityId: ca.issuing.id, kind: 'user' as const, entries: [] };
    await ca.db.transaction((trx: Trx) =>
      settle(contextOf(ca), trx, { ...account, revoked: ids.map(revoked) }),
    );
  }
}

/** What making a list took from the database and put there, in octets of entries and lists. */
interface Traffic {
  read: number;
  written: number;
}

/** The room, and what passes between it and its tables from now on. */
function watched(context: Context): { readonly context: Context; readonly traffic: Traffic } {
  const { segments, pieces } = context.store;
  const traffic: Traffic = { read: 0, written: 0 };
  const store: Context['store'] = {
    ...context.store,
    segments: {
      ...segments,
      read: async (ids) => {
        const found = await segments.read(ids);
        for (const der of found.values()) traffic.read += der.length;
        return found;
      },
      insert: (trx, bucket, content) => {
        traffic.written += content.der.length;
        return segments.insert(trx, bucket, content);
      },
    },
    pieces: {
      ...pieces,
      insertParts: (trx, parts) => {
        for (const { bytes } of parts) traffic.written += bytes.length;
        return pieces.insertParts(trx, parts);
      },
    },
  };
  return { context: { ...context, store }, traffic };
}

test('one more among twenty thousand: only what is new is written, and what is known is not read', async () => {
  await using ca = await crlApp();
  await note(ca, 1, many);
  const wanted = { authority: ca.issuing, name: scope, regular: false };
  const { context, traffic } = watched(contextOf(ca));
  const first = await makeList(context, wanted);
  assert.ok(first.size_bytes > many * 40);
  assert.ok(traffic.read > many * 40, 'the segments are read once');
  assert.ok(traffic.written < 2000, `${traffic.written} octets for the first list`);
  Object.assign(traffic, { read: 0, written: 0 });
  await note(ca, many + 1, 1);
  const next = await makeList(context, wanted);
  assert.equal(next.entries, many + 1);
  assert.equal(traffic.read, 0);
  assert.ok(traffic.written < 2000, `${traffic.written} octets for the next list`);
  const serials = await ca.serials(ca.issuing);
  assert.deepEqual(
    serials,
    Array.from({ length: many + 1 }, (_, i) => revoked(i + 1).serial),
  );
  const anew = await makeList({ ...context, stocks: createStocks() }, wanted);
  assert.ok(traffic.read > many * 40, 'another process knows none of them');
  assert.equal(anew.entries, next.entries);
});

test('a list that was overtaken before the key was asked begins again with what it has, one that failed reads anew', async () => {
  await using ca = await crlApp();
  await note(ca, 1, many);
  const wanted = { authority: ca.issuing, name: scope, regular: false };
  const { context, traffic } = watched(contextOf(ca));
  await makeList(context, wanted);
  const { lists } = context.store;
  let overtaken = 0;
  const insertIntent: typeof lists.insertIntent = async (...args) => {
    if (overtaken++ === 0) throw new Overtaken();
    return lists.insertIntent(...args);
  };
  const store = { ...context.store, lists: { ...lists, insertIntent } };
  Object.assign(traffic, { read: 0, written: 0 });
  const again = await makeList({ ...context, store }, wanted);
  assert.deepEqual([again.entries, overtaken, traffic.read], [many, 2, 0]);
  const sign = (): Promise<never> => Promise.reject(new Error('the device is gone'));
  const authorities = { ...context.authorities, sign };
  await assert.rejects(makeList({ ...context, authorities }, wanted), /the device is gone/);
  assert.equal(traffic.read, 0);
  await makeList(context, wanted);
  assert.ok(traffic.read > many * 40);
});
