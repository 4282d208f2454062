import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { equalBytes, hour, isCaError, minute, present } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { parseTbsCrl } from '#x509';
import { contextOf, crlApp, type CrlApp } from './crl-app.test.ts';
import { isSettled } from './settle.ts';
import type { CrlTables } from './tables.ts';

const user = { contains: 'user' } as const;

/** Keys in files, whose every signature can be watched, and forbidden. */
function watchedKeys(directory: string): KeyBackend & { watch?: (message: Uint8Array) => unknown } {
  const backend = files({ directory });
  const watched: KeyBackend & { watch?: (message: Uint8Array) => unknown } = {
    ...backend,
    sign: async (key, message, ...how) => {
      await watched.watch?.(message);
      return backend.sign(key, message, ...how);
    },
  };
  return watched;
}

async function rows(ca: CrlApp): Promise<{ state: string; number: number; tbs: Uint8Array }[]> {
  const reader = ca.db.reader<CrlTables>();
  const lists = await reader.selectFrom('crl').selectAll().orderBy('number').execute();
  const parts = await reader.selectFrom('crl_part').selectAll().where('form', '=', 'tbs').execute();
  return lists.map(({ id, state, number }) => {
    const own = parts.filter((part) => part.crl_id === id);
    const bytes = own.sort((a, b) => a.position - b.position).map((part) => part.bytes);
    return { state, number, tbs: Buffer.concat(bytes) };
  });
}

describe('I1: a list', () => {
  test('is on record, octet for octet, before the key is touched', async () => {
    using directory = temporaryDirectory();
    const keys = watchedKeys(`${directory.path}/keys`);
    await using ca = await crlApp({ keys: { default: keys } });
    await ca.certificates.revoke(await ca.issue('x'));
    let seen = 0;
    keys.watch = async (message) => {
      const intents = (await rows(ca)).filter(({ state }) => state === 'intent');
      assert.equal(intents.length, 1);
      assert.ok(equalBytes(present(intents[0], 'intent').tbs, message));
      seen += 1;
    };
    await ca.settle();
    assert.equal(seen, 1);
  });

  test('that could not be signed is never to be had; its number stays taken, and it is closed later', async () => {
    using directory = temporaryDirectory();
    const keys = watchedKeys(`${directory.path}/keys`);
    await using ca = await crlApp({ keys: { default: keys }, report: () => undefined });
    const before = await ca.crl.list(ca.issuing);
    await ca.certificates.revoke(await ca.issue('x'));
    keys.watch = () => {
      throw new Error('the token was pulled');
    };
    await ca.settle();
    assert.deepEqual(await ca.crl.list(ca.issuing), before);
    const intent = present(
      (await rows(ca)).find(({ state }) => state === 'intent'),
      'intent',
    );
    assert.equal(parseTbsCrl(intent.tbs).version, 1);
    delete keys.watch;
    const closed: unknown[] = [];
    ca.events.on('crl.abandoned', ({ payload }) => void closed.push(payload['number']));
    ca.clock.advance(11 * minute);
    await ca.settle();
    await ca.events.idle();
    assert.deepEqual(closed, [intent.number]);
    const list = await ca.crl.find(ca.issuing, user);
    assert.equal(list?.entries, 1);
    assert.ok(list.number > intent.number);
    const after = (await rows(ca)).find(({ number }) => number === intent.number);
    assert.deepEqual([after?.state, after?.tbs.length], ['abandoned', 0]);
  });

  test('that would break a rule is not signed', async () => {
    await using ca = await crlApp({ report: () => undefined });
    await ca.certificates.revoke(await ca.issue('x'));
    ca.clock.advance(-minute);
    await assert.rejects(
      ca.crl.generate(ca.issuing),
      (error) =>
        isCaError(error, 'lint_failed') && error.problems[0]?.code === 'crl_entry_revocation_date',
    );
    assert.deepEqual(await ca.serials(ca.issuing), []);
    ca.clock.advance(minute);
    await ca.crl.generate(ca.issuing);
    assert.equal((await ca.serials(ca.issuing)).length, 1);
  });
});

describe('the entries', () => {
  test('are put right before a list that is asked for, whatever was missed', async () => {
    await using ca = await crlApp();
    const [missed, kept] = [await ca.issue('missed'), await ca.issue('kept')];
    for (const each of [missed, kept])
      await ca.certificates.revoke(each, { reason: 'certificateHold' });
    await ca.settle();
    await ca.db.transaction<CrlTables, unknown>((trx) =>
      trx.deleteFrom('crl_entry').where('serial', '=', missed.serial).execute(),
    );
    await ca.crl.generate(ca.issuing, { force: true });
    assert.deepEqual(await ca.serials(ca.issuing), [missed.serial, kept.serial].sort());
    await ca.db.transaction<{ certificate: { id: number; revoked_ms: null } }, unknown>((trx) =>
      trx
        .updateTable('certificate')
        .set({ revoked_ms: null })
        .where('id', '=', missed.id)
        .execute(),
    );
    await ca.crl.generate(ca.issuing);
    assert.deepEqual(await ca.serials(ca.issuing), [kept.serial]);
  });

  test('are put right after a regular list of the timetable, whatever was missed', async () => {
    await using ca = await crlApp();
    await ca.crl.start();
    const missed = await ca.certificates.revoke(await ca.issue('missed'));
    await ca.settle();
    await ca.db.transaction<CrlTables, unknown>((trx) => trx.deleteFrom('crl_entry').execute());
    for (const { hours, serials } of [
      { hours: 11, serials: [] },
      { hours: 13, serials: [missed.serial] },
    ]) {
      await ca.certificates.revoke(await ca.issue('beside'), { reason: 'certificateHold' });
      ca.clock.advance(hours * hour);
      await ca.settle();
      const listed = await ca.serials(ca.issuing);
      assert.deepEqual(
        listed.filter((serial) => serial === missed.serial),
        serials,
      );
    }
  });

  test('do not mind news that come twice, or in the wrong order', async () => {
    await using ca = await crlApp();
    const held = await ca.certificates.revoke(await ca.issue('x'), { reason: 'certificateHold' });
    await ca.certificates.release(held);
    await ca.certificates.revoke(await ca.certificates.get(held), { reason: 'superseded' });
    await ca.settle();
    await ca.db.transaction<{ event_cursor: { name: string; event_id: number } }, unknown>((trx) =>
      trx.updateTable('event_cursor').set({ event_id: 0 }).execute(),
    );
    await ca.settle();
    const entries = [...(await ca.read(ca.issuing)).entries()];
    assert.equal(entries.length, 1);
    const account = { authorityId: ca.issuing.id, kind: 'user' as const };
    const revoked = await ca.certificates.revoked({ id: held.id });
    const own = await contextOf(ca).store.entries.listOfSubjects(ca.db.reader(), account, {
      afterId: 0,
      throughId: held.id,
    });
    assert.ok(isSettled({ ...account, revoked, entries: own }));
  });
});
