import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hour } from '#base';
import { crlShardOf, crlShards } from '#authorities';
import { findExtension, type Extension } from '#x509';
import { noon } from '../../../test/app.ts';
import { collectEntries } from './collect.ts';
import { contextOf, crlApp, extension } from './crl-app.test.ts';
import { sealEntries } from './segments.ts';
import { settle } from './settle.ts';
import type { Trx } from './tables.ts';

const sharded: Extension = {
  type: 'crl_distribution_points',
  critical: false,
  value: [
    {
      full_name: [{ type: 'URI', value: 'http://ca.example.com/{CRL_SHARD_PATH}' }],
      relative_name: null,
      crl_issuer: null,
      reasons: null,
    },
  ],
};

test('every certificate names the shard on which it stands once revoked, and only that is signed anew', async () => {
  await using ca = await crlApp();
  const issuing = await ca.authorities.update(ca.issuing, {
    sign: { crlDistributionPoints: sharded },
  });
  await ca.crl.setPolicy(issuing, { shards: true, lists: ['user'] });
  await ca.settle();
  await ca.crl.generate(issuing);
  assert.equal((await ca.crl.list(issuing)).length, crlShards + 2);
  for (const cn of ['a', 'b', 'c']) {
    const issued = await ca.issue(cn, {}, issuing);
    const shard = crlShardOf(issued.serial);
    const before = new Map((await ca.crl.list(issuing)).map((list) => [list.name, list.number]));
    await ca.certificates.revoke(issued);
    await ca.settle();
    const anew = (await ca.crl.list(issuing)).filter(
      (list) => before.get(list.name) !== list.number,
    );
    assert.deepEqual(anew.map((list) => list.name).sort(), ['user', `user/shard/${shard}`]);
    const name = { contains: 'user', shard } as const;
    assert.ok((await ca.serials(issuing, name)).includes(issued.serial));
    assert.ok((await ca.serials(issuing)).includes(issued.serial));
    const scope = extension(await ca.read(issuing, name), 'issuing_distribution_point');
    const points = findExtension(issued.certificate.extensions, 'crl_distribution_points')?.value;
    assert.ok(scope?.critical && scope.type === 'issuing_distribution_point');
    assert.deepEqual(
      points?.map(({ full_name }) => full_name),
      [scope.value.full_name],
      'a list that does not name its place could be passed off as another',
    );
  }
});

test('an authority that gets lists of shards has its entries on them, though they stood together before', async () => {
  await using ca = await crlApp();
  const context = contextOf(ca);
  const issuing = await ca.authorities.update(ca.issuing, {
    sign: { crlDistributionPoints: sharded },
  });
  const authorityId = issuing.id;
  const common = { revokedMs: noon, notAfterMs: noon + hour, compromisedMs: null };
  const revoked = Array.from({ length: 1500 }, (_, i) => {
    const serial = `40${(i * crlShards + 5 + (i % 3)).toString(16).padStart(8, '0').toUpperCase()}`;
    return { ...common, id: i + 1, serial, reason: 'superseded' };
  });
  await ca.db.transaction((trx: Trx) =>
    settle(context, trx, { authorityId, kind: 'user', revoked, entries: [] }),
  );
  const count = async (shard?: number): Promise<number> =>
    (await collectEntries(context, authorityId, { contains: 'user', shard })).entries;
  const counts = (): Promise<number[]> =>
    Promise.all([undefined, 4, 5, 6, 7, 8].map((shard) => count(shard)));
  const segments = async (): Promise<number> =>
    (await context.store.segments.list({ authorityId, kinds: ['user'] })).length;
  const expected = [1500, 0, 500, 500, 500, 0];
  assert.deepEqual([await counts(), await segments()], [expected, 1]);
  await ca.crl.setPolicy(issuing, { shards: true });
  await sealEntries(context, authorityId);
  assert.deepEqual([await counts(), await segments()], [expected, 3]);
  assert.deepEqual(await context.store.segments.listMixed(authorityId), []);
});

test('a shard follows from the serial alone', () => {
  for (const [serial, shard] of [
    ['0', 0],
    ['7F', 127],
    ['80', 0],
    ['4001A1FDFABB414FC9BBA01BDEC9A646DDA5B14D', 77],
  ] as const)
    assert.equal(crlShardOf(serial), shard, serial);
});
