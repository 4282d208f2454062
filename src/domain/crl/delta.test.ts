import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { day, hour, isCaError } from '#base';
import { crlApp, entryValues, extension, type CrlApp } from './crl-app.test.ts';

const user = { contains: 'user' } as const;
const delta = { contains: 'user', delta: true } as const;

/** What the delta list says of each serial. */
async function changes(ca: CrlApp): Promise<Record<string, unknown>> {
  const entries = [...(await ca.read(ca.issuing, delta)).entries()];
  return Object.fromEntries(entries.map((each) => [each.serial, entryValues(each)]));
}

describe('a delta list', () => {
  test('is the difference to the oldest list that somebody may still hold', async () => {
    await using ca = await crlApp({ defaultHostname: 'ca.example.com' });
    await ca.crl.setPolicy(ca.issuing, { deltas: true });
    const base = await ca.crl.find(ca.issuing, user);
    assert.ok(base);
    const serials: string[] = [];
    for (const cn of ['a', 'b']) {
      ca.clock.advance(hour);
      const issued = await ca.issue(cn);
      serials.push(issued.serial);
      await ca.certificates.revoke(issued, { reason: 'superseded' });
      await ca.settle();
      assert.deepEqual(Object.keys(await changes(ca)).sort(), [...serials].sort());
    }
    const [complete, difference] = [
      await ca.crl.find(ca.issuing, user),
      await ca.crl.find(ca.issuing, delta),
    ];
    assert.equal(difference?.number, complete?.number, 'made in one act');
    assert.equal(difference?.baseNumber, base.number);
    const list = await ca.read(ca.issuing, delta);
    assert.deepEqual(extension(list, 'delta_crl_indicator')?.value, base.number);
    assert.ok(extension(list, 'delta_crl_indicator')?.critical);
    assert.equal(extension(list, 'freshest_crl'), undefined);
    assert.deepEqual(
      extension(list, 'issuing_distribution_point'),
      extension(await ca.read(ca.issuing), 'issuing_distribution_point'),
    );
    assert.deepEqual(extension(await ca.read(ca.issuing), 'freshest_crl')?.value, [
      {
        full_name: [
          { type: 'URI', value: `http://ca.example.com/crl/${ca.issuing.serial}/delta/` },
        ],
        relative_name: null,
        crl_issuer: null,
        reasons: null,
      },
    ]);
  });

  test('says of a certificate that was taken off hold that it leaves, and no other list does', async () => {
    await using ca = await crlApp();
    await ca.crl.setPolicy(ca.issuing, { deltas: true });
    const held = await ca.issue('held');
    await ca.certificates.revoke(held, { reason: 'certificateHold' });
    await ca.settle();
    assert.deepEqual(await ca.serials(ca.issuing), [held.serial]);
    ca.clock.advance(hour);
    await ca.certificates.release(await ca.certificates.get(held));
    await ca.settle();
    assert.deepEqual(await ca.serials(ca.issuing), []);
    assert.deepEqual(await changes(ca), { [held.serial]: { crl_reason: 'remove_from_crl' } });
    await ca.certificates.revoke(await ca.certificates.get(held), { reason: 'keyCompromise' });
    await ca.settle();
    assert.deepEqual(await changes(ca), { [held.serial]: { crl_reason: 'key_compromise' } });
    assert.deepEqual(await ca.serials(ca.issuing), [held.serial]);
  });

  test('forgets what every list that can still be held has seen', async () => {
    await using ca = await crlApp();
    await ca.crl.start();
    await ca.crl.setPolicy(ca.issuing, { deltas: true });
    const held = await ca.issue('held');
    await ca.certificates.revoke(held, { reason: 'certificateHold' });
    await ca.settle();
    await ca.certificates.release(await ca.certificates.get(held));
    await ca.settle();
    for (let i = 0; i < 50; i++) {
      ca.clock.advance(hour);
      await ca.settle();
    }
    const rows = await ca.db
      .reader<{ crl_entry: { serial: string } }>()
      .selectFrom('crl_entry')
      .selectAll()
      .execute();
    assert.deepEqual(rows, []);
    const last = await ca.crl.find(ca.issuing, delta);
    assert.ok(last && last.nextUpdate.getTime() > ca.clock.now() && last.entries === 0);
  });

  test('needs a complete list that is older: the first one has none', async () => {
    await using ca = await crlApp();
    await ca.crl.setPolicy(ca.issuing, { deltas: true });
    assert.equal(await ca.crl.find(ca.issuing, delta), undefined);
    ca.clock.advance(2 * day);
    await ca.crl.generate(ca.issuing);
    assert.equal(
      await ca.crl.find(ca.issuing, delta),
      undefined,
      'nobody holds the first any more',
    );
    ca.clock.advance(hour);
    await ca.crl.generate(ca.issuing, { force: true });
    assert.equal((await ca.crl.find(ca.issuing, delta))?.entries, 0);
  });
});

describe('a hold', () => {
  test('ends in a release or in a revocation, and nothing else is undone', async () => {
    await using ca = await crlApp();
    const one = await ca.certificates.revoke(await ca.issue('one'), { reason: 'certificateHold' });
    await assert.rejects(ca.certificates.revoke(one, { reason: 'certificateHold' }), (error) =>
      isCaError(error, 'already_revoked'),
    );
    const lost = await ca.certificates.revoke(one, { reason: 'keyCompromise' });
    assert.equal(lost.revocation?.reason, 'keyCompromise');
    for (const each of [lost, await ca.issue('two')])
      await assert.rejects(ca.certificates.release(each), (error) =>
        isCaError(error, 'bad_request'),
      );
    const three = await ca.certificates.revoke(await ca.issue('three'), {
      reason: 'certificateHold',
    });
    assert.equal((await ca.certificates.release(three)).revocation, null);
    await ca.settle();
    assert.deepEqual(await ca.serials(ca.issuing), [one.serial]);
  });
});
