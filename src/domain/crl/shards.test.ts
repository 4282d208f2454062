import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crlShardOf, crlShards } from '#authorities';
import { findExtension, type Extension } from '#x509';
import { crlApp, extension } from './crl-app.test.ts';

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

test('a shard follows from the serial alone', () => {
  for (const [serial, shard] of [
    ['0', 0],
    ['7F', 127],
    ['80', 0],
    ['4001A1FDFABB414FC9BBA01BDEC9A646DDA5B14D', 77],
  ] as const)
    assert.equal(crlShardOf(serial), shard, serial);
});
