import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { testApp } from '../../../test/app.ts';
import { changePolicy, defaults, type PolicyChanges } from './policy.ts';

test('an ACME policy has defaults, and keeps what is not changed', async () => {
  await using ca = await testApp();
  assert.deepEqual(await ca.acme.policy(ca.issuing.id), defaults);
  await ca.acme.setPolicy(ca.issuing.id, { enabled: true, limits: { ordersPerHour: 3 } });
  const changed = await ca.acme.setPolicy(ca.issuing.id, { profile: 'server', wildcards: false });
  assert.deepEqual(changed, {
    ...defaults,
    enabled: true,
    profile: 'server',
    wildcards: false,
    limits: { ...defaults.limits, ordersPerHour: 3 },
  });
  assert.deepEqual(await ca.acme.policy(ca.issuing.id), changed);
  assert.deepEqual(await ca.acme.policy(ca.root.id), defaults);
});

const refused: readonly PolicyChanges[] = [
  { profile: '' },
  { profile: ' ' },
  { profile: 'x'.repeat(33) },
  { challengeTypes: [] },
  { challengeTypes: ['tls-sni-01' as never] },
  { allowedNames: ['not a name'] },
  { deniedNames: ['*.example.com'] },
  { networks: ['example.com'] },
  { networks: ['10.0.0.1/8'] },
  { caaIdentities: [''] },
  { orderLifeMs: 1 },
  { tries: 0 },
  { defaultValidityMs: 91 * 86_400_000 },
  { limits: { ordersPerHour: 0 } },
  { limits: { ordersPerMinute: 1 } as never },
  { surprise: true } as never,
];

for (const changes of refused) {
  test(`an ACME policy cannot have ${JSON.stringify(changes)}`, () => {
    assert.throws(
      () => changePolicy(defaults, changes),
      (error) => isCaError(error, 'bad_request') && error.problems.length > 0,
    );
  });
}
