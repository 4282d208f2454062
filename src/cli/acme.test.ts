import assert from 'node:assert/strict';
import { test } from 'node:test';
import { present } from '#base';
import { accountKey } from '../../test/acme.ts';
import { fakeMachine, typed, type FakeMachine } from './fake-terminal.test.ts';

async function machineWithAuthority(): Promise<FakeMachine> {
  const machine = await fakeMachine();
  await machine.must('ca', 'create', 'issuing', 'CN=issuing.example.com');
  return machine;
}

test('acme policy shows what holds, changes what is named, and refuses what cannot be', async () => {
  await using machine = await machineWithAuthority();
  const before = JSON.parse(await machine.must(...typed('acme policy issuing')));
  assert.deepEqual([before.enabled, before.default_validity], [false, 'P45DT00H00M00S']);
  const line =
    'acme policy issuing --acme-enable --eab-required --names .lab.example.com 10.0.0.0/8 --no-wildcards' +
    ' --challenges dns-01 http-01 --validity 10 --orders-per-hour none --caa-check never --networks 10.0.0.0/8';
  const changes = {
    enabled: true,
    requires_binding: true,
    allowed_names: ['.lab.example.com', '10.0.0.0/8'],
    wildcards: false,
    challenge_types: ['dns-01', 'http-01'],
    default_validity: 'P10DT00H00M00S',
    orders_per_hour: null,
    caa: 'never',
    networks: ['10.0.0.0/8'],
  };
  assert.deepEqual(JSON.parse(await machine.must(...typed(line))), { ...before, ...changes });
  const emptied = JSON.parse(await machine.must(...typed('acme policy issuing --names none')));
  assert.deepEqual(emptied, { ...before, ...changes, allowed_names: [] });
  for (const [option, exitCode] of [
    ['--challenges tls-sni-01', 2],
    ['--networks example.com', 2],
    ['--names *', 2],
    ['--acme-profile nobody', 1],
    ['--orders-per-hour 0', 2],
    ['--caa-check sometimes', 2],
  ] as const) {
    const { exitCode: found } = await machine.type(typed(`acme policy issuing ${option}`));
    assert.equal(found, exitCode, option);
  }
  assert.deepEqual(JSON.parse(await machine.must(...typed('acme policy issuing'))), emptied);
});

test('acme eab makes a key that is shown once, lists and revokes it', async () => {
  await using machine = await machineWithAuthority();
  const out = await machine.must('acme', 'eab', 'create', 'issuing', '--description', 'rack 7');
  const [keyId = '', key = ''] = out.split('\n');
  assert.match(keyId, /^[A-Za-z0-9]{20}$/);
  assert.match(key, /^[A-Za-z0-9_-]{43}$/);
  const listed = await machine.must('acme', 'eab', 'list', 'issuing');
  assert.equal(listed, `${keyId} - rack 7 (open)\n`);
  assert.equal(await machine.must('acme', 'eab', 'revoke', 'issuing', keyId), '');
  const json = await machine.must(...typed('acme eab list issuing --json'));
  assert.deepEqual(
    JSON.parse(json).map((each: Record<string, unknown>) => [each['key_id'], each['status']]),
    [[keyId, 'revoked']],
  );
  assert.ok(!json.includes(key));
  const again = await machine.type(['acme', 'eab', 'revoke', 'issuing', keyId]);
  assert.equal(again.exitCode, 1);
  const made = await machine.must(
    ...typed('acme eab create issuing --json --profile client --names a.example --expires 7'),
  );
  const { profile, names, expires } = JSON.parse(made);
  assert.deepEqual(
    [profile, names, expires],
    ['client', ['a.example'], '2026-11-28T11:59:59.999Z'],
  );
});

test('acme account lists, shows and ends accounts; acme order lists orders', async () => {
  await using machine = await machineWithAuthority();
  await machine.must(...typed('acme policy issuing --acme-enable --challenges dns-01'));
  const { acme, authorities } = present(machine.app, 'app of a fake machine');
  const contact = ['mailto:a@b.example'];
  const issuing = await authorities.get({ name: 'issuing' });
  const { account } = await acme.register(issuing, await accountKey(), { contact });
  await acme.newOrder(account, { identifiers: [{ type: 'dns', value: 'a.example' }] });
  const { slug } = account;
  const url = acme.accountUrl(account);
  const listed = await machine.must(...typed('acme account list issuing'));
  assert.equal(listed, `${slug} - a@b.example (valid)\n`);
  const shown = await machine.must('acme', 'account', 'view', 'issuing', url);
  assert.ok(shown.startsWith(`${url}:\n* Status: valid\n* Contact: mailto:a@b.example\n`));
  const orders = await machine.must(...typed('acme order list issuing'));
  assert.match(orders, /^[A-Za-z0-9]{12} - a\.example \(pending\)\n$/);
  assert.equal(await machine.must('acme', 'account', 'deactivate', 'issuing', slug), '');
  const after = await machine.must('acme', 'account', 'list', 'issuing', '--json');
  assert.equal(JSON.parse(after)[0].status, 'revoked');
  const ended = await machine.must(...typed('acme order list issuing'));
  assert.match(ended, /\(invalid: The account is no longer valid\.\)\n$/);
  for (const line of ['acme account view issuing nobody', 'acme account deactivate nobody x'])
    assert.equal((await machine.type(typed(line))).exitCode, 1);
});
