import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError } from '#base';
import { testApp } from '../../../test/app.ts';

test('an ACME policy has defaults, and keeps what is not changed', async () => {
  await using ca = await testApp();
  const defaults = {
    enabled: false,
    registration: true,
    profile: 'webserver',
    requiresContact: true,
  };
  assert.deepEqual(await ca.acme.policy(ca.issuing.id), defaults);
  await ca.acme.setPolicy(ca.issuing.id, { enabled: true });
  const changed = await ca.acme.setPolicy(ca.issuing.id, { profile: 'server' });
  assert.deepEqual(changed, { ...defaults, enabled: true, profile: 'server' });
  assert.deepEqual(await ca.acme.policy(ca.issuing.id), changed);
  assert.deepEqual(await ca.acme.policy(ca.root.id), defaults);
});

test('an ACME policy refuses a profile name that cannot be', async () => {
  await using ca = await testApp();
  for (const profile of ['', ' ', 'x'.repeat(33)]) {
    await assert.rejects(ca.acme.setPolicy(ca.issuing.id, { profile }), (error) =>
      isCaError(error, 'bad_request'),
    );
  }
});
