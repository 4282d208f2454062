import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Certificate } from './certificate.ts';
import { buildPaths } from './path-building.ts';
import { authorities, ca, entity } from './path-specimens.test.ts';
import type { Entity } from './path-specimens.test.ts';
import { today } from './specimens.test.ts';

const day = 86_400_000;
const [root, issuing] = await twoAuthorities();
const leaf = await entity('CN=leaf', { issuer: issuing, extensions: [] });

test('a path leads from the leaf to the anchor, the anchor apart', () => {
  const found = buildPaths({
    leaf: leaf.certificate,
    intermediates: certificates(issuing),
    anchors: certificates(root),
  });
  assert.deepEqual(found, [{ path: certificates(leaf, issuing), anchor: root.certificate }]);
});

test('without the issuer, or with another of its name, there is no path', async () => {
  const other = await entity('CN=Issuing', { issuer: root });
  const anchors = certificates(root);
  for (const intermediates of [[], certificates(other), certificates(leaf, root)])
    assert.deepEqual(buildPaths({ leaf: leaf.certificate, intermediates, anchors }), []);
});

test('anchors among the intermediates do no harm, and an anchor has no path to itself', () => {
  const anchors = certificates(root, issuing);
  const found = buildPaths({ leaf: leaf.certificate, intermediates: anchors, anchors });
  assert.deepEqual(
    found.map(({ path, anchor }) => [path.length, anchor]),
    [
      [1, issuing.certificate],
      [2, root.certificate],
    ],
  );
  const none = buildPaths({ leaf: root.certificate, intermediates: anchors, anchors });
  assert.deepEqual(none, []);
});

test('every way that cross-signatures open is found, none goes in circles', async () => {
  const [a, b] = [await entity('CN=A'), await entity('CN=B')];
  const aByB = await entity('CN=A', { issuer: b, key: a.key });
  const bByA = await entity('CN=B', { issuer: a, key: b.key });
  const aByRoot = await entity('CN=A', { issuer: root, key: a.key });
  const bByRoot = await entity('CN=B', { issuer: root, key: b.key });
  const end = await entity('CN=leaf', { issuer: a, extensions: [] });
  const found = buildPaths({
    leaf: end.certificate,
    intermediates: certificates(aByB, bByA, aByRoot, bByRoot),
    anchors: certificates(root),
  });
  assert.deepEqual(
    new Set(found.map(({ path }) => path)),
    new Set([certificates(end, aByRoot), certificates(end, aByB, bByRoot)]),
  );
});

test('issuers that are identified, valid, authorities and long-lived are tried first', async () => {
  const key = issuing.key;
  const under = async (fields: Parameters<typeof entity>[1]): Promise<Certificate> =>
    (await entity('CN=Issuing', { issuer: root, key, ...fields })).certificate;
  const best = await under({ identified: true });
  const shorter = await under({ identified: true, fields: { notAfterMs: today + 9 * day } });
  const noAuthority = await under({ identified: true, extensions: [] });
  const expired = await under({ identified: true, fields: { notAfterMs: today - day } });
  const unidentified = await under({});
  const misidentified = await under({
    extensions: [ca(), { type: 'subject_key_identifier', critical: false, value: 'AAAA' }],
  });
  const inOrder = [best, shorter, noAuthority, expired, unidentified, misidentified];
  const end = await entity('CN=leaf', { issuer: issuing, extensions: [], identified: true });
  const question = { leaf: end.certificate, anchors: certificates(root), atMs: today };
  for (const intermediates of [inOrder, inOrder.toReversed()]) {
    const found = buildPaths({ ...question, intermediates });
    assert.deepEqual(
      found.map(({ path }) => inOrder.indexOf(path[1] ?? end.certificate)),
      [0, 1, 2, 3, 4, 5],
    );
  }
  const two = buildPaths({ ...question, intermediates: inOrder, maxPaths: 2 });
  assert.equal(two.length, 2);
});

test('a graph of authorities that all sign each other is left when the bounds are met', async () => {
  const many = await Promise.all(
    Array.from({ length: 11 }, (_, i) => entity(`CN=Many ${i}`, { extensions: [ca()] })),
  );
  const crossed: Entity[] = [];
  for (const [i, each] of many.entries())
    for (const issuer of many)
      if (issuer !== each) crossed.push(await entity(`CN=Many ${i}`, { issuer, key: each.key }));
  const end = await entity('CN=leaf', { issuer: many[0], extensions: [] });
  const question = { leaf: end.certificate, anchors: certificates(root) };
  assert.deepEqual(buildPaths({ ...question, intermediates: certificates(...crossed) }), []);
  const led = await entity('CN=Many 10', { issuer: root, key: many[10]?.key });
  const found = buildPaths({
    ...question,
    intermediates: certificates(led, ...crossed),
    maxPaths: 5,
  });
  assert.equal(found.length, 5);
});

test('signatures are verified no more often than the effort allows', () => {
  const question = {
    leaf: leaf.certificate,
    intermediates: certificates(issuing),
    anchors: certificates(root),
  };
  assert.equal(buildPaths({ ...question, effort: 2 }).length, 1);
  assert.equal(buildPaths({ ...question, effort: 1 }).length, 0);
});

function certificates(...entities: readonly Entity[]): Certificate[] {
  return entities.map((each) => each.certificate);
}

async function twoAuthorities(): Promise<readonly [Entity, Entity]> {
  const [first, second] = await authorities('CN=Root', 'CN=Issuing');
  assert.ok(first && second);
  return [first, second];
}
