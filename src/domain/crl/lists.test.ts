import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { openApp } from '#app';
import { fixedClock, hour, isCaError, second } from '#base';
import type { Reason } from '#authorities';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name, verifySignature } from '#x509';
import { noon } from '../../../test/app.ts';
import type { CrlName } from './crl.ts';
import { crlApp, entryValues, extension } from './crl-app.test.ts';

describe('the lists of an authority', () => {
  test('are there as soon as it is, empty, signed, and for a day', async () => {
    await using ca = await crlApp();
    for (const authority of [ca.root, ca.issuing]) {
      const lists = await ca.crl.list(authority);
      assert.deepEqual(
        lists.map((each) => [each.name, each.entries]),
        [
          ['user', 0],
          ['ca', 0],
        ],
      );
      const list = await ca.read(authority);
      const { spki } = authority.certificate;
      assert.ok(verifySignature(list.algorithm, spki, list.tbsDer, list.signature));
      assert.deepEqual(list.issuerDer, authority.certificate.subjectDer);
      assert.deepEqual([list.thisUpdateMs, list.nextUpdateMs], [noon, noon + 24 * hour]);
    }
  });

  test('name a certificate once the job that its revocation booked has run', async () => {
    await using ca = await crlApp();
    const [first, second, third] = [await ca.issue('a'), await ca.issue('b'), await ca.issue('c')];
    const before = (await ca.crl.find(ca.issuing, { contains: 'user' }))?.number ?? 0;
    await ca.certificates.revoke(first);
    await ca.certificates.revoke(second, { reason: 'superseded' });
    assert.deepEqual(await ca.serials(ca.issuing), [], 'no GET and no revocation signs a list');
    await ca.settle();
    assert.deepEqual(await ca.serials(ca.issuing), [first.serial, second.serial].sort());
    assert.equal((await ca.crl.find(ca.issuing, { contains: 'user' }))?.number, before + 2);
    assert.equal((await ca.crl.find(ca.issuing, { contains: 'ca' }))?.number, before + 1);
    await ca.certificates.revoke(third);
    await ca.settle();
    assert.equal((await ca.serials(ca.issuing)).length, 3);
  });

  const reasons: [reason: Reason, value: unknown][] = [
    ['unspecified', {}],
    ['keyCompromise', { crl_reason: 'key_compromise' }],
    ['certificateHold', { crl_reason: 'certificate_hold' }],
    ['privilegeWithdrawn', { crl_reason: 'privilege_withdrawn' }],
    ['removeFromCRL', {}],
  ];
  test('say why, but for no particular reason nothing, and since when', async () => {
    await using ca = await crlApp();
    const compromised = new Date('2026-11-01T00:00:00Z');
    for (const [reason, value] of reasons) {
      const issued = await ca.issue(reason);
      ca.clock.advance(1500);
      await ca.certificates.revoke(issued, { reason });
      const since = await ca.issue(`${reason} since`);
      await ca.certificates.revoke(since, { reason, compromised });
      await ca.settle();
      const entries = new Map(
        [...(await ca.read(ca.issuing)).entries()].map((each) => [each.serial, each]),
      );
      const entry = entries.get(issued.serial);
      assert.deepEqual(entryValues(entry), value, reason);
      assert.equal(entry?.revokedMs, Math.floor(ca.clock.now() / second) * second);
      assert.deepEqual(entryValues(entries.get(since.serial)), {
        ...(value as object),
        invalidity_date: '2026-11-01T00:00:00Z',
      });
    }
  });

  test('are not made when nothing has changed, but all of them when they are wanted', async () => {
    await using ca = await crlApp();
    assert.deepEqual(await ca.crl.generate(ca.issuing), []);
    const made = await ca.crl.generate(ca.issuing, { force: true });
    assert.deepEqual(
      made.map((each) => each.name),
      ['user', 'ca'],
    );
  });

  test('of an authority that is disabled stay as they were, and come anew when it is enabled', async () => {
    await using ca = await crlApp();
    const before = await ca.crl.list(ca.issuing);
    await ca.certificates.revoke(await ca.issue('x'));
    await ca.authorities.update(ca.issuing, { enabled: false });
    await ca.settle();
    assert.deepEqual(await ca.crl.list(ca.issuing), before);
    await assert.rejects(ca.crl.generate(ca.issuing), (error) =>
      isCaError(error, 'authority_disabled'),
    );
    await ca.authorities.update(ca.issuing, { enabled: true });
    await ca.settle();
    assert.equal((await ca.serials(ca.issuing)).length, 1);
  });

  test('are on the record of events, each once, with their numbers', async () => {
    await using ca = await crlApp();
    const told: unknown[] = [];
    ca.events.on('crl.published', ({ actor, payload }) => {
      told.push([actor, payload['list'], payload['number'], payload['entries']]);
    });
    await ca.certificates.revoke(await ca.issue('x'));
    await ca.settle();
    assert.deepEqual(told, [['timetable', 'user', noon + 2, 1]]);
    assert.equal((await ca.events.verify()).fault, undefined);
  });
});

describe('from revocation to publication', () => {
  test('is measured by the list that shows it first, and said in its event', async () => {
    await using ca = await crlApp();
    const told: unknown[] = [];
    ca.events.on('crl.published', ({ payload }) => void told.push(payload['visibleMs']));
    const visible = async (): Promise<unknown> =>
      (await ca.crl.find(ca.issuing, { contains: 'user' }))?.visibleMs;
    assert.equal(await visible(), null, 'a first list shows nothing new');
    for (const cn of ['a', 'b']) {
      await ca.certificates.revoke(await ca.issue(cn));
      ca.clock.advance(700);
    }
    await ca.settle();
    assert.equal(await visible(), 1400);
    const { published } = (await ca.crl.find(ca.issuing, { contains: 'user' })) ?? {};
    assert.equal(published?.getTime(), ca.clock.now());
    await ca.crl.generate(ca.issuing, { force: true });
    assert.equal(await visible(), null);
    await ca.events.idle();
    assert.deepEqual(told, [1400, null, null]);
  });
});

describe('the scope of a list', () => {
  const none = {
    only_contains_user_certs: false,
    only_contains_ca_certs: false,
    only_contains_attribute_certs: false,
    indirect_crl: false,
    only_some_reasons: null,
    full_name: null,
    relative_name: null,
  };
  const cases: [scope: CrlName, holds: string[], says: object | undefined][] = [
    [{ contains: 'user' }, ['user', 'stolen'], { ...none, only_contains_user_certs: true }],
    [{ contains: 'ca' }, ['authority'], { ...none, only_contains_ca_certs: true }],
    [{ contains: 'attribute' }, [], { ...none, only_contains_attribute_certs: true }],
    [{ contains: 'all' }, ['user', 'stolen', 'authority'], undefined],
    [
      { contains: 'user', reasons: ['keyCompromise', 'cACompromise'] },
      ['stolen'],
      {
        ...none,
        only_contains_user_certs: true,
        only_some_reasons: ['ca_compromise', 'key_compromise'],
      },
    ],
    [
      { contains: 'all', reasons: ['superseded'] },
      ['authority'],
      { ...none, only_some_reasons: ['superseded'] },
    ],
  ];
  test('decides what it holds, and is said in a critical extension', async () => {
    await using ca = await crlApp();
    const issuing = await ca.authorities.create({ name: 'i', subject: name('CN=i') });
    const child = await ca.authorities.create({
      name: 'c',
      subject: name('CN=c'),
      parent: issuing,
    });
    const user = await ca.issue('user');
    const stolen = await ca.issue('stolen');
    await ca.certificates.revoke(user);
    await ca.certificates.revoke(stolen, { reason: 'keyCompromise' });
    await ca.authorities.revoke(child, { reason: 'superseded' });
    const serials: Record<string, string> = {
      user: user.serial,
      stolen: stolen.serial,
      authority: child.serial,
    };
    for (const [scope, holds, says] of cases) {
      const held: string[] = [];
      for (const authority of [ca.issuing, issuing]) {
        await ca.crl.make(authority, scope);
        held.push(...(await ca.serials(authority, scope)));
        const found = extension(await ca.read(authority, scope), 'issuing_distribution_point');
        assert.deepEqual(found?.value, says, JSON.stringify(scope));
        assert.notEqual(found?.critical, false);
      }
      assert.deepEqual(held.sort(), holds.map((each) => String(serials[each])).sort());
    }
  });

  test('cannot be one that RFC 5280 has no words for', async () => {
    await using ca = await crlApp();
    const wrong: CrlName[] = [
      { contains: 'user', reasons: [] },
      { contains: 'user', reasons: ['unspecified'] },
      { contains: 'user', reasons: ['removeFromCRL'] },
      { contains: 'ca', shard: 1 },
      { contains: 'user', shard: 128 },
      { contains: 'user', shard: 1 },
    ];
    for (const scope of wrong)
      await assert.rejects(
        ca.crl.make(ca.issuing, scope),
        (error) => isCaError(error, 'bad_request'),
        JSON.stringify(scope),
      );
    await assert.rejects(
      ca.crl.make(ca.issuing, { contains: 'all' }, { validitySeconds: 0 }),
      (error) => isCaError(error, 'bad_request'),
    );
  });
});

describe('I5: the numbers of an authority', () => {
  test('only rise, whichever list it is, also when many are made at once', async () => {
    await using ca = await crlApp();
    const numbers: number[] = [];
    ca.events.on('crl.published', ({ payload }) => void numbers.push(Number(payload['number'])));
    await Promise.all([
      ca.crl.generate(ca.issuing, { force: true }),
      ca.crl.generate(ca.issuing, { force: true }),
      ca.crl.make(ca.issuing, { contains: 'all' }),
      ca.crl.make(ca.issuing, { contains: 'attribute' }),
    ]);
    await ca.events.idle();
    assert.equal(numbers.length, 6);
    assert.equal(new Set(numbers).size, 6);
  });

  test('are above all that were ever given, also after a backup was restored (D7)', async () => {
    using directory = temporaryDirectory();
    const clock = fixedClock(noon);
    const path = `${directory.path}/ca.db`;
    const numbers = async (times: number): Promise<number[]> => {
      const keys = { default: files({ directory: `${directory.path}/keys` }) };
      await using ca = await openApp({ database: path, keys, clock, jobs: 'hold' });
      const [root = await ca.authorities.create({ name: 'r', subject: name('CN=r') })] =
        await ca.authorities.list();
      const given: number[] = [];
      for (let i = 0; i < times; i++) {
        const lists = await ca.crl.generate(root, { force: true });
        given.push(...lists.map(({ number }) => number));
      }
      return given;
    };
    await numbers(1);
    copyFileSync(path, `${directory.path}/backup.db`);
    clock.advance(hour);
    const forgotten = await numbers(3);
    copyFileSync(`${directory.path}/backup.db`, path);
    clock.advance(second);
    const [first = 0] = await numbers(1);
    assert.ok(first > Math.max(...forgotten), `${first} after ${String(forgotten)}`);
  });
});
