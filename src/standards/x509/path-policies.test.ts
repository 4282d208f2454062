import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyPolicy, constrainPolicies, PolicyGraph } from './path-policies.ts';

const mapping = (issuer_domain_policy: string, subject_domain_policy: string) => ({
  issuer_domain_policy,
  subject_domain_policy,
});

test('a policy holds when every certificate lists it', () => {
  const graph = new PolicyGraph();
  graph.add(['1.1', '1.2'], true);
  graph.add(['1.2', '1.3'], true);
  assert.deepEqual(graph.authorityPolicies(), ['1.2']);
});

test('no policy holds below a certificate without any, and none comes back', () => {
  const graph = new PolicyGraph();
  graph.add(['1.1'], true);
  graph.add(undefined, true);
  assert.ok(graph.isEmpty);
  graph.add(['1.1'], true);
  graph.map([mapping('1.1', '1.2')], true);
  assert.ok(graph.isEmpty);
  assert.deepEqual(graph.authorityPolicies(), []);
});

test('anyPolicy stands for what is expected, as long as it counts', () => {
  const graph = new PolicyGraph();
  graph.add([anyPolicy], true);
  graph.add(['1.1'], true);
  graph.add([anyPolicy], true);
  assert.deepEqual(graph.authorityPolicies(), ['1.1']);
  graph.add([anyPolicy], false);
  assert.ok(graph.isEmpty);
});

test('with nothing but anyPolicy everything holds', () => {
  const graph = new PolicyGraph();
  graph.add([anyPolicy], true);
  graph.add([anyPolicy], true);
  assert.deepEqual(graph.authorityPolicies(), [anyPolicy]);
});

test('a mapped policy is known by its name in the domain of the anchor', () => {
  const graph = new PolicyGraph();
  graph.add(['1.1'], true);
  graph.map([mapping('1.1', '2.1'), mapping('1.1', '2.2')], true);
  graph.add(['2.2'], true);
  assert.deepEqual(graph.authorityPolicies(), ['1.1']);
});

test('a mapped policy no longer goes by its own name', () => {
  const graph = new PolicyGraph();
  graph.add(['1.1'], true);
  graph.map([mapping('1.1', '2.1')], true);
  graph.add(['1.1'], true);
  assert.ok(graph.isEmpty);
});

test('a policy that is only covered by anyPolicy can be mapped', () => {
  const graph = new PolicyGraph();
  graph.add([anyPolicy], true);
  graph.map([mapping('1.1', '2.1')], true);
  graph.add(['2.1'], true);
  assert.deepEqual(graph.authorityPolicies(), ['1.1']);
});

test('where mapping is inhibited a mapped policy ends', () => {
  const graph = new PolicyGraph();
  graph.add(['1.1', '1.2'], true);
  graph.map([mapping('1.1', '2.1')], false);
  graph.add(['1.1', '1.2', '2.1'], true);
  assert.deepEqual(graph.authorityPolicies(), ['1.2']);
});

test('policies mapped crosswise a hundred times over take no more room than they are long', () => {
  const graph = new PolicyGraph();
  for (let depth = 0; depth < 100; depth++) {
    graph.add(['1.1', '1.2'], true);
    graph.map(
      ['1.1', '1.2'].flatMap((policy) => [mapping(policy, '1.1'), mapping(policy, '1.2')]),
      true,
    );
  }
  assert.deepEqual(graph.authorityPolicies(), ['1.1', '1.2']);
});

const constrained: readonly (readonly [
  held: readonly string[],
  wanted: readonly string[] | undefined,
  found: readonly string[],
])[] = [
  [['1.1', '1.2'], undefined, ['1.1', '1.2']],
  [['1.1', '1.2'], [anyPolicy], ['1.1', '1.2']],
  [['1.1', '1.2'], ['1.2', '1.3'], ['1.2']],
  [['1.1', anyPolicy], ['1.3'], ['1.3']],
  [[], ['1.1'], []],
  [[], undefined, []],
];

for (const [held, wanted, found] of constrained) {
  test(`of ${held.join(' ')} those in ${wanted?.join(' ') ?? 'any'} are ${found.join(' ')}`, () =>
    assert.deepEqual(constrainPolicies(held, wanted), found));
}
