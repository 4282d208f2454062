import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hour, isCaError, minute } from '#base';
import { noon } from '../../../test/app.ts';
import { tellAlarms } from './alarms.ts';
import { contextOf, crlApp, type CrlApp } from './crl-app.test.ts';
import type { CrlPolicy } from './crl.ts';

const user = { contains: 'user' } as const;

async function numberOf(ca: CrlApp): Promise<number> {
  return (await ca.crl.find(ca.issuing, user))?.number ?? 0;
}

/** Lets time pass as it does for a server: the timetable is looked at every few minutes. */
async function pass(ca: CrlApp, hours: number): Promise<void> {
  for (let left = hours; left > 0; left--) {
    ca.clock.advance(hour);
    await ca.settle();
  }
}

describe('the timetable', () => {
  test('makes lists anew when they come near their end, and not before', async () => {
    await using ca = await crlApp();
    await ca.crl.start();
    const first = await numberOf(ca);
    await pass(ca, 11);
    assert.equal(await numberOf(ca), first);
    await pass(ca, 1);
    assert.equal(await numberOf(ca), noon + 12 * hour);
    assert.deepEqual(await ca.crl.freshness(), []);
  });

  test('finds authorities that were there before it, and goes on by itself', async () => {
    await using ca = await crlApp();
    const { id } = ca.issuing;
    await forgetLists(ca);
    assert.equal(await ca.crl.find({ id }, user), undefined);
    await ca.crl.start();
    await ca.settle();
    assert.notEqual(await ca.crl.find({ id }, user), undefined);
  });

  test('goes by the policy of each authority', async () => {
    await using ca = await crlApp();
    await ca.crl.start();
    await ca.crl.setPolicy(ca.issuing, { validitySeconds: 3600, renewalSeconds: 1800 });
    await ca.crl.generate(ca.issuing, { force: true });
    const first = await numberOf(ca);
    ca.clock.advance(35 * minute);
    await ca.settle();
    const list = await ca.crl.find(ca.issuing, user);
    assert.ok(list && list.number > first);
    assert.equal(list.nextUpdate.getTime() - list.thisUpdate.getTime(), hour);
  });
});

describe('RFC 5280 §3.3: an expired certificate', () => {
  test('leaves after one regular list has shown it, however many others came before', async () => {
    await using ca = await crlApp();
    await ca.crl.start();
    const short = await ca.issue('short', { notAfter: new Date(noon + hour) });
    await ca.certificates.revoke(short);
    await ca.settle();
    ca.clock.advance(2 * hour);
    for (const cn of ['a', 'b']) {
      await ca.certificates.revoke(await ca.issue(cn));
      await ca.settle();
      assert.ok((await ca.serials(ca.issuing)).includes(short.serial), 'not a regular one');
    }
    await pass(ca, 11);
    assert.ok((await ca.serials(ca.issuing)).includes(short.serial), 'the regular one');
    await pass(ca, 13);
    assert.equal((await ca.serials(ca.issuing)).length, 2);
    assert.ok(!(await ca.serials(ca.issuing)).includes(short.serial));
  });

  test('that is revoked only then appears all the same', async () => {
    await using ca = await crlApp();
    await ca.crl.start();
    const short = await ca.issue('short', { notAfter: new Date(noon + hour) });
    await pass(ca, 26);
    await ca.certificates.revoke(short);
    await ca.settle();
    assert.deepEqual(await ca.serials(ca.issuing), [short.serial]);
    await pass(ca, 26);
    assert.deepEqual(await ca.serials(ca.issuing), []);
  });
});

describe('the policy of an authority', () => {
  const wrong: [changes: Partial<CrlPolicy>, field: string][] = [
    [{ validitySeconds: 599 }, 'validitySeconds'],
    [{ renewalSeconds: 299 }, 'renewalSeconds'],
    [{ renewalSeconds: 86_400 }, 'renewalSeconds'],
    [{ kept: 0 }, 'kept'],
    [{ lists: ['user', 'user'] }, 'lists'],
    [{ lists: ['nobody' as 'user'] }, 'lists'],
    [{ lists: ['ca'], deltas: true }, 'deltas'],
    [{ shards: true }, 'shards'],
  ];
  test('names each value that cannot be, and stays as it was', async () => {
    await using ca = await crlApp();
    const before = await ca.crl.policy(ca.issuing.id);
    for (const [changes, field] of wrong) {
      await assert.rejects(
        ca.crl.setPolicy(ca.issuing, changes),
        (error) => isCaError(error, 'bad_request') && error.problems[0]?.path[0] === field,
        field,
      );
    }
    assert.deepEqual(await ca.crl.policy(ca.issuing.id), before);
  });

  test('keeps what two who change it at once have said, and each is on record', async () => {
    await using ca = await crlApp();
    await Promise.all([
      ca.crl.setPolicy(ca.issuing, { kept: 5 }),
      ca.crl.setPolicy(ca.issuing, { deltas: true }, { actor: 'cli' }),
      assert.rejects(ca.crl.setPolicy(ca.issuing, { kept: 0 })),
    ]);
    const { kept, deltas } = await ca.crl.policy(ca.issuing.id);
    assert.deepEqual({ kept, deltas }, { kept: 5, deltas: true });
    const told = await ca.events.list({ type: 'crl_policy.changed', limit: 10 });
    const authorityId = ca.issuing.id;
    assert.deepEqual(
      told.map(({ payload }) => payload),
      [
        { actor: 'library', authorityId, changed: ['kept'] },
        { actor: 'cli', authorityId, changed: ['deltas'] },
      ],
    );
  });

  test('says which lists there are, and how many of a kind stay readable', async () => {
    await using ca = await crlApp();
    await ca.crl.setPolicy(ca.issuing, { lists: ['user', 'all'], kept: 2 });
    const lists = [];
    for (let i = 0; i < 4; i++) {
      const [list] = await ca.crl.generate(ca.issuing, { force: true });
      assert.ok(list);
      lists.push(list);
    }
    const readable = await Promise.all(
      lists.map((list) =>
        ca.bytes(list).then(
          () => true,
          (error) => !isCaError(error, 'not_found'),
        ),
      ),
    );
    assert.deepEqual(readable, [false, false, true, true]);
    const names = (await ca.crl.list(ca.issuing)).map((each) => each.name);
    assert.deepEqual(names.sort(), ['all', 'ca', 'user']);
  });
});

describe('freshness', () => {
  test('tells of lists that ought to have been renewed while they are believed, then of stale ones, each once', async () => {
    await using ca = await crlApp();
    const told: string[] = [];
    for (const type of ['crl.late', 'crl.stale'])
      ca.events.on(type, ({ payload }) => {
        told.push(`${String(payload['serial'])} ${String(payload['list'])} ${type.slice(4)}`);
      });
    const states = async (): Promise<string[]> =>
      (await ca.crl.freshness()).map(({ serial, name, state }) => `${serial} ${name} ${state}`);
    const all = (state: string): string[] =>
      [ca.root, ca.issuing].flatMap(({ serial }) =>
        ['user', 'ca'].map((name) => `${serial} ${name} ${state}`),
      );
    assert.deepEqual(await states(), []);
    ca.clock.advance(18 * hour + minute);
    assert.deepEqual(await states(), all('late'));
    const tell = async (): Promise<string[]> => {
      for (let i = 0; i < 3; i++) await tellAlarms(contextOf(ca));
      await ca.events.idle();
      return told.splice(0);
    };
    assert.deepEqual(await tell(), all('late'), 'before anybody is refused');
    ca.clock.advance(6 * hour);
    assert.deepEqual(await states(), all('stale'));
    await ca.authorities.update(ca.root, { enabled: false });
    assert.equal((await states()).length, 2, 'nobody expects lists of one that is disabled');
    await ca.authorities.update(ca.root, { enabled: true });
    assert.deepEqual(await tell(), all('stale'));
  });

  test('tells of lists that never were, but gives a new authority a while', async () => {
    await using ca = await crlApp();
    await forgetLists(ca);
    assert.deepEqual(await ca.crl.freshness(), []);
    ca.clock.advance(11 * minute);
    const alarms = await ca.crl.freshness();
    assert.equal(alarms.length, 4);
    assert.deepEqual(
      [alarms[0]?.state, alarms[0]?.nextUpdate, alarms[0]?.number],
      ['stale', null, null],
    );
  });
});

/** As if none had ever been made. */
async function forgetLists({ db }: CrlApp): Promise<void> {
  await db.transaction<{ crl: object; crl_part: object; crl_piece: object }, void>(async (trx) => {
    for (const table of ['crl_part', 'crl_piece', 'crl'] as const)
      await trx.deleteFrom(table).execute();
  });
}
