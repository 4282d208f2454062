import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import type { PublishedCrl } from './crl.ts';
import { contextOf, crlApp, type CrlApp } from './crl-app.test.ts';
import { makeList } from './make.ts';
import { toPublished } from './record.ts';
import { sealEntries } from './segments.ts';
import { settle, type Revoked } from './settle.ts';
import type { Trx } from './tables.ts';

const scope = { contains: 'user' } as const;
/* More than stay loose. */
const many = 300;

async function readable(ca: CrlApp, lists: readonly PublishedCrl[]): Promise<boolean[]> {
  const reads = lists.map((list) =>
    ca.bytes(list).then(
      () => true,
      (error) => !isCaError(error, 'not_found'),
    ),
  );
  return Promise.all(reads);
}

/** Has certificates revoked that nobody ever issued, ids from 1. */
async function note(ca: CrlApp, count: number): Promise<void> {
  const nowMs = ca.clock.now();
  const revoked = Array.from({ length: count }, (_, i): Revoked => {
    const serial = `40${(i + 1).toString(16).padStart(38, '0').toUpperCase()}`;
    const times = { notAfterMs: nowMs + 1e9, revokedMs: nowMs, compromisedMs: null };
    return { ...times, id: i + 1, serial, reason: 'superseded' };
  });
  const whose = { authorityId: ca.issuing.id, kind: 'user' } as const;
  await ca.db.transaction((trx: Trx) =>
    settle(contextOf(ca), trx, { ...whose, revoked, entries: [] }),
  );
}

async function countSegments(ca: CrlApp): Promise<number> {
  const reader = ca.db.reader<{ crl_segment: { id: number } }>();
  return (await reader.selectFrom('crl_segment').select('id').execute()).length;
}

for (const [what, next] of [
  ['of all that are due', (ca: CrlApp) => ca.crl.generate(ca.issuing, { force: true })],
  ['of one', (ca: CrlApp) => ca.crl.make(ca.issuing, scope)],
] as const)
  test(`what a process that died left of older lists is dropped after the next making ${what}`, async () => {
    await using ca = await crlApp();
    await ca.crl.setPolicy(ca.issuing, { kept: 2 });
    await note(ca, many);
    const context = contextOf(ca);
    await sealEntries(context, ca.issuing.id);
    const lists: PublishedCrl[] = [];
    for (let i = 0; i < 3; i++) {
      const wanted = { authority: ca.issuing, name: scope, regular: false };
      lists.push(toPublished(await makeList(context, wanted)));
    }
    assert.deepEqual(await readable(ca, lists), [true, true, true], 'nobody has dropped anything');
    assert.equal(await countSegments(ca), 1);
    await next(ca);
    assert.deepEqual(await readable(ca, lists), [false, false, true]);
    await next(ca);
    await next(ca);
    assert.deepEqual(await readable(ca, lists), [false, false, false]);
    const { length } = await ca.serials(ca.issuing);
    assert.equal(length + (await countSegments(ca)), 0, 'none of them was ever issued');
  });
