import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { day, hour } from '#base';
import { findExtension, parseCrl, parseCrlText, type Crl } from '#x509';
import { makeCsr } from '../../test/csr.ts';
import { fakeMachine, realMachine, typed, type FakeMachine } from './fake-terminal.test.ts';

async function machineWithAuthority(): Promise<FakeMachine & { readonly csr: string }> {
  const machine = await fakeMachine();
  await machine.must('ca', 'create', 'root', 'CN=root.example.com');
  await machine.must('ca', 'create', 'issuing', 'CN=issuing.example.com', '--parent', 'root');
  const csr = machine.directory.write('host.csr', (await makeCsr()).pem);
  for (const cn of ['a', 'b'])
    await machine.must(...typed(`cert sign --csr ${csr} --ca issuing --subject CN=${cn}`));
  return { ...machine, csr };
}

const scopeOf = (list: Crl): unknown =>
  findExtension(list.extensions, 'issuing_distribution_point')?.value;

test('a new authority has lists before any server runs, also when its key is locked', async () => {
  await using machine = await machineWithAuthority();
  const pass = machine.directory.write('pass', 'secret\n');
  await machine.must(...typed(`ca create vault CN=vault --password-file ${pass}`));
  const lines = (await machine.must('crl', 'list')).trim().split('\n');
  assert.equal(lines.length, 6);
  assert.match(
    lines[0] ?? '',
    /^(?:[0-9A-F]{2}:){19}[0-9A-F]{2} - root user \(number \d+, 0 entries, until 2026-11-22T12:00Z\)$/,
  );
  const objects = JSON.parse(await machine.must(...typed('crl list --ca vault --json')));
  assert.deepEqual(
    objects.map((each: Record<string, unknown>) => [each['name'], each['state'], each['size']]),
    [
      ['user', 'fresh', objects[0].size],
      ['ca', 'fresh', objects[1].size],
    ],
  );
  machine.clock.advance(day);
  assert.match(await machine.must(...typed('crl list --ca vault')), /, stale\)/);
  const { exitCode, out, err } = await machine.type(['crl', 'generate']);
  assert.equal(exitCode, 4);
  assert.equal(out.trim().split('\n').length, 4, 'the others have theirs');
  assert.match(err, /^vault: .*locked/);
  await machine.must(...typed(`crl generate vault --password-file ${pass}`));
  assert.doesNotMatch(await machine.must('crl', 'list'), /stale/);
});

test('crl generate makes what is due, and says what it made', async () => {
  await using machine = await machineWithAuthority();
  assert.equal(await machine.must('crl', 'generate'), '');
  await machine.must(...typed('cert revoke a --reason certificate_hold'));
  assert.match(await machine.must('generate_crls'), /issuing user \(number \d+, 1 entry, until/);
  await machine.must(...typed('cert release a'));
  assert.match(await machine.must('crl', 'generate'), /issuing user \(number \d+, 0 entries/);
  const forced = await machine.must(...typed('crl generate issuing --force'));
  assert.equal(forced.trim().split('\n').length, 2);
  machine.clock.advance(13 * hour);
  const most = await machine.must(...typed('crl generate --exclude root'));
  assert.equal(most.trim().split('\n').length, 2);
  const both = await machine.type(typed('generate_crls root --exclude issuing'));
  assert.deepEqual([both.exitCode, both.out], [2, '']);
});

test('cert release takes back a hold, and no other revocation', async () => {
  await using machine = await machineWithAuthority();
  await machine.must(...typed('cert revoke a --reason certificate_hold'));
  assert.equal(await machine.must(...typed('cert release a')), '');
  await machine.must(...typed('cert revoke a --reason superseded'));
  for (const cn of ['a', 'b']) {
    const { exitCode, err } = await machine.type(['cert', 'release', cn]);
    assert.deepEqual([exitCode, err], [2, 'Error: The certificate is not on hold.\n']);
  }
});

test('crl dump signs a list of any scope, and writes it in either form', async () => {
  await using machine = await machineWithAuthority();
  await machine.must(...typed('cert revoke a --reason key_compromise'));
  await machine.must(...typed('cert revoke b'));
  const file = `${machine.directory.path}/list.crl`;
  assert.equal(await machine.must(...typed(`crl dump --ca issuing --format DER ${file}`)), '');
  const all = parseCrl(readFileSync(file));
  assert.deepEqual([[...all.entries()].length, scopeOf(all)], [2, undefined]);
  assert.equal((all.nextUpdateMs ?? 0) - all.thisUpdateMs, day);
  const cases: [options: string, entries: number][] = [
    ['--only-contains-user-certs --expires 600', 2],
    ['--only-contains-ca-certs', 0],
    ['--only-contains-attribute-certs', 0],
    ['--only-some-reasons key_compromise --only-some-reasons superseded', 1],
  ];
  for (const [options, entries] of cases) {
    const list = parseCrlText(await machine.must(...typed(`dump_crl - --ca issuing ${options}`)));
    assert.equal([...list.entries()].length, entries, options);
    assert.notEqual(scopeOf(list), undefined);
  }
  const wrong: [options: string, code: number][] = [
    ['--only-contains-user-certs --only-contains-ca-certs', 2],
    ['--only-some-reasons unspecified', 2],
    ['--expires 0', 2],
    ['--ca nobody', 1],
    ['/nowhere/list.crl', 2],
  ];
  for (const [options, code] of wrong) {
    const { exitCode, out } = await machine.type(typed(`crl dump --ca issuing ${options}`));
    assert.deepEqual([exitCode, out], [code, ''], options);
  }
  const terminal = await machine.type(typed('crl dump -f DER'), { isTerminal: true });
  assert.equal(terminal.exitCode, 2);
});

test('crl policy shows what holds, and changes it', async () => {
  await using machine = await machineWithAuthority();
  assert.deepEqual(JSON.parse(await machine.must(...typed('crl policy root'))), {
    validity: 86_400,
    renewal: 43_200,
    lists: ['user', 'ca'],
    shards: false,
    deltas: false,
    kept: 3,
  });
  const half = typed('crl policy root --validity 15552000 --renewal 2592000 --lists ca --kept 5');
  assert.deepEqual(JSON.parse(await machine.must(...half)), {
    validity: 15_552_000,
    renewal: 2_592_000,
    lists: ['ca'],
    shards: false,
    deltas: false,
    kept: 5,
  });
  for (const options of ['--validity 10', '--lists nothing', '--shards', '--deltas']) {
    const { exitCode, out } = await machine.type(typed(`crl policy root ${options}`));
    assert.deepEqual([exitCode, out], [2, ''], options);
  }
});

test('crl publish writes the tree of addresses, with the prefix of the settings', async () => {
  await using machine = realMachine();
  await machine.must(...typed('ca create root CN=root.example.com'));
  const to = `${machine.directory.path}/www`;
  const env = { CERTWRIGHT_PATH: 'django_ca/' };
  const { exitCode, out, err } = await machine.type(['crl', 'publish', '--to', to], { env });
  assert.deepEqual([exitCode, err], [0, '']);
  const paths = out.trim().split('\n');
  assert.equal(paths.length, 5);
  for (const path of paths) {
    assert.match(path, /^django_ca\/(?:crl|issuer)\//);
    assert.ok(existsSync(`${to}/${path}`), path);
  }
  const settings = { ...env, CERTWRIGHT_PUBLISH: JSON.stringify({ directory: `${to}2` }) };
  const again = await machine.type(['crl', 'publish'], { env: settings });
  assert.deepEqual([again.exitCode, again.out], [0, out], 'where the settings say');
  assert.ok(paths.every((path) => existsSync(`${to}2/${path}`)));
  const nowhere = await machine.type(['crl', 'publish', '--to', '/proc/nowhere']);
  assert.equal(nowhere.exitCode, 2);
  assert.equal((await machine.type(['crl', 'publish'])).exitCode, 2);
});
