import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hour } from '#base';
import { noon } from '../../../test/app.ts';
import { collectEntries } from './collect.ts';
import { contextOf, crlApp, type CrlApp } from './crl-app.test.ts';
import { makeList } from './make.ts';
import { sealEntries } from './segments.ts';
import { settle, type Revoked } from './settle.ts';
import { policyOf } from './policy.ts';
import { sweepEntries } from './sweep.ts';
import type { Trx } from './tables.ts';

/* Those of authorities are kept in one place, those of users in 128: fewer are enough to fill it. */
const scope = { contains: 'ca' } as const;
const many = 4200;

function revoked(id: number): Revoked {
  const serial = `40${(id * 2_654_435_761).toString(16).padStart(14, '0').toUpperCase()}`;
  const notAfterMs = noon + (id % 2 === 0 ? 100 * hour : hour);
  return { id, serial, notAfterMs, revokedMs: noon, reason: 'superseded', compromisedMs: null };
}

/** Notes revocations of certificates that nobody ever issued, ids from 1. */
async function note(ca: CrlApp, count: number, from: number = 1): Promise<void> {
  const context = contextOf(ca);
  for (let id = from; id < from + count; id += 500) {
    const page = Array.from({ length: Math.min(500, from + count - id) }, (_, i) =>
      revoked(id + i),
    );
    const whose = { authorityId: ca.issuing.id, kind: 'ca' } as const;
    await ca.db.transaction((trx: Trx) =>
      settle(context, trx, { ...whose, revoked: page, entries: [] }),
    );
  }
}

/** Takes back what {@link note} has noted. */
async function forget(ca: CrlApp, ids: readonly number[]): Promise<void> {
  const context = contextOf(ca);
  for (const id of ids) {
    const whose = { authorityId: ca.issuing.id, kind: 'ca' } as const;
    await ca.db.transaction(async (trx: Trx) => {
      const range = { afterId: id - 1, throughId: id };
      const entries = await context.store.entries.listOfSubjects(trx, whose, range);
      await settle(context, trx, { ...whose, revoked: [], entries });
    });
  }
}

async function publish(ca: CrlApp): Promise<string[]> {
  await makeList(contextOf(ca), { authority: ca.issuing, name: scope, regular: true });
  return ca.serials(ca.issuing, scope);
}

const serialsOf = (ids: readonly number[]): string[] => ids.map((id) => revoked(id).serial).sort();
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

async function countSegments(ca: CrlApp): Promise<number> {
  const rows = await ca.db
    .reader<{ crl_segment: { id: number } }>()
    .selectFrom('crl_segment')
    .select('id')
    .execute();
  return rows.length;
}

describe('entries that are kept encoded', () => {
  test('make the same lists as those that are not, wherever they stand', async () => {
    await using ca = await crlApp();
    const context = contextOf(ca);
    await note(ca, many);
    const loose = await collectEntries(context, ca.issuing.id, scope);
    await sealEntries(context, ca.issuing.id);
    assert.equal(await countSegments(ca), 2);
    const sealed = await collectEntries(context, ca.issuing.id, scope);
    assert.deepEqual([sealed.entries, sealed.octets], [loose.entries, loose.octets]);
    assert.deepEqual(await publish(ca), serialsOf(upTo(many)));
    await note(ca, 300, many + 1);
    await forget(ca, [1, 2500, many + 1]);
    const left = upTo(many + 300).filter((id) => ![1, 2500, many + 1].includes(id));
    assert.deepEqual(await publish(ca), serialsOf(left));
    await ca.jobs.idle();
    const list = await ca.crl.find(ca.issuing, scope);
    assert.equal(list?.entries, left.length);
    const compressed = await Array.fromAsync(ca.crl.read(list, { form: 'gzip' }));
    const { gunzipSync } = await import('node:zlib');
    assert.deepEqual(gunzipSync(Buffer.concat(compressed)), Buffer.from(await ca.bytes(list)));
    for (const [from, to] of [
      [0, 3],
      [2, 150_000],
      [131_000, 131_100],
      [list.sizeBytes - 100, list.sizeBytes],
    ] as const) {
      const part = Buffer.concat(await Array.fromAsync(ca.crl.read(list, { from, to })));
      assert.deepEqual(part, Buffer.from((await ca.bytes(list)).subarray(from, to)));
    }
  });

  test('do not matter to a list from before there were any shared pieces', async () => {
    await using ca = await crlApp();
    await note(ca, 300);
    const before = await publish(ca);
    await ca.db.transaction<{ crl_piece: object }, unknown>((trx) =>
      trx.deleteFrom('crl_piece').execute(),
    );
    assert.deepEqual(await ca.serials(ca.issuing, scope), before);
    const list = await ca.crl.find(ca.issuing, scope);
    assert.ok(list);
    const compressed = await Array.fromAsync(ca.crl.read(list, { form: 'gzip' }));
    const { gunzipSync } = await import('node:zlib');
    assert.deepEqual(gunzipSync(Buffer.concat(compressed)), Buffer.from(await ca.bytes(list)));
  });

  test('leave their segments when they expire, and the others stay', async () => {
    await using ca = await crlApp();
    const context = contextOf(ca);
    await note(ca, many);
    await sealEntries(context, ca.issuing.id);
    await publish(ca);
    ca.clock.advance(2 * hour);
    await publish(ca);
    await makeList(context, { authority: ca.issuing, name: { contains: 'user' }, regular: true });
    await sweepEntries(context, ca.issuing.id, await policyOf(context, ca.issuing.id));
    assert.deepEqual(await publish(ca), serialsOf(upTo(many).filter((id) => id % 2 === 0)));
  });

  test('that move while a list is being made make it begin again', async () => {
    await using ca = await crlApp();
    const context = contextOf(ca);
    await note(ca, many);
    let reads = 0;
    const segments = { ...context.store.segments };
    const list: typeof segments.list = async (where) => {
      reads += 1;
      const found = await context.store.segments.list(where);
      if (reads === 1) await sealEntries(context, ca.issuing.id);
      if (reads === 2) await forget(ca, [7]);
      return found;
    };
    const watched = { ...context, store: { ...context.store, segments: { ...segments, list } } };
    await makeList(watched, { authority: ca.issuing, name: scope, regular: false });
    assert.equal(reads, 3);
    assert.deepEqual(
      await ca.serials(ca.issuing, scope),
      serialsOf(upTo(many).filter((id) => id !== 7)),
    );
  });
});
