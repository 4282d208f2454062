import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { testApp } from '../../../test/app.ts';

test('an OCSP policy has defaults, and keeps what is not changed', async () => {
  await using ca = await testApp();
  const defaults = {
    keyBackend: 'default',
    responderKeyValidityDays: 3,
    responseValiditySeconds: 86_400,
  };
  assert.deepEqual(await ca.ocsp.policy(ca.issuing.id), defaults);
  const changed = await ca.ocsp.setPolicy(ca.issuing.id, { responderKeyValidityDays: 7 });
  assert.deepEqual(changed, { ...defaults, responderKeyValidityDays: 7 });
  assert.deepEqual(await ca.ocsp.policy(ca.issuing.id), changed);
  assert.deepEqual(await ca.ocsp.policy(ca.root.id), defaults);
  const told = await ca.events.list({ type: 'ocsp_policy.changed', limit: 10 });
  assert.deepEqual(
    told.map(({ actor, payload }) => [actor, payload['changed']]),
    [['library', ['responderKeyValidityDays']]],
  );
});

test('an OCSP policy names each value that is out of bounds, and changes nothing', async () => {
  await using ca = await testApp();
  const changes = { responderKeyValidityDays: 0, responseValiditySeconds: 599 };
  await assert.rejects(
    ca.ocsp.setPolicy(ca.issuing.id, changes),
    (error) => isCaError(error, 'bad_request') && error.problems.length === 2,
  );
  assert.equal((await ca.ocsp.policy(ca.issuing.id)).responderKeyValidityDays, 3);
});
