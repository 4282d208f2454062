import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { Secret } from '#base';
import {
  encodePkcs8,
  findExtension,
  parseCertificateBundle,
  parseCertificateText,
  parseCsrText,
  parsePkcs12,
  parsePkcs7,
} from '#x509';
import { makeCsr } from '../../test/csr.ts';
import { outsideAuthority, outsideCertificate } from '../../test/outside.ts';
import { fakeMachine, noon, typed, type FakeMachine } from './fake-terminal.test.ts';

async function machineWithRoot(): Promise<FakeMachine> {
  const machine = await fakeMachine();
  await machine.must('ca', 'create', 'root', 'CN=root.example.com');
  await machine.must('ca', 'create', 'issuing', 'CN=issuing.example.com', '--parent', 'root');
  return machine;
}

const house = await outsideAuthority(noon, { subject: 'CN=House' });

/** Files of an authority of another house: its key, locked or not, and its certificate. */
function houseFiles({ directory }: FakeMachine): readonly [key: string, certificate: string] {
  const pem = house.key.export({ format: 'pem', type: 'pkcs8' });
  return [directory.write('house.key', pem), directory.write('house.pem', house.pem)];
}

test('ca request, another house, ca accept: an authority below an outside root', async () => {
  await using machine = await fakeMachine();
  const asked = await machine.type(['ca', 'request', 'ours', 'CN=Ours', '--api-enable']);
  assert.deepEqual(
    [asked.exitCode, asked.err],
    [0, 'Next: certwright ca accept ours signed.pem\n'],
  );
  const { spki, subjectDer } = parseCsrText(asked.out);
  const { der } = await outsideCertificate(house, noon, { spki, subjectDer, pathLength: 0 });
  const file = machine.directory.write('signed.der', Buffer.from(der));
  const chain = machine.directory.write('house.pem', house.pem);
  const serial = await machine.must('ca', 'accept', 'ours', file, '--chain', chain);
  assert.equal(await machine.must('ca', 'view', 'ours', '--output-format', 'serial'), serial);
  const bundle = await machine.must('ca', 'export', 'ours', '--chain');
  assert.equal(parseCertificateBundle(bundle).length, 2);
  const again = parseCsrText(await machine.must('ca', 'request', 'ours'));
  assert.deepEqual(again.spki, spki);
  const seen = await machine.must('ca', 'view', 'ours', '--output-format', 'pem', '--bundle');
  assert.equal(parseCertificateBundle(seen).length, 2, 'with the outside root');
  await machine.must('ca', 'request', 'vain', 'CN=Vain');
  assert.equal(await machine.must('ca', 'list', '--waiting'), 'vain - CN=Vain\n');
  const [waiting] = JSON.parse(await machine.must('ca', 'list', '--waiting', '--json')) as [
    { readonly csr: string },
  ];
  assert.ok(parseCsrText(waiting.csr));
  await machine.must('ca', 'withdraw', 'vain');
  const gone = await machine.type(['ca', 'accept', 'vain', file]);
  assert.deepEqual([gone.exitCode, gone.out], [1, '']);
});

test('ca import takes key and certificate in, alias import_ca too, and says no to a wrong pair', async () => {
  await using machine = await machineWithRoot();
  const [key, certificate] = houseFiles(machine);
  const other = machine.directory.write(
    'other.key',
    Buffer.from(encodePkcs8((await outsideAuthority(noon)).key)),
  );
  const wrong = await machine.type(['ca', 'import', 'house', other, certificate]);
  assert.deepEqual([wrong.exitCode, wrong.out], [1, '']);
  assert.match(wrong.err, /^Error: The certificate is not for this key\.\n$/);
  const line = ['import_ca', 'house', key, certificate, '--acme-enable', '--password', 'geheim'];
  const { exitCode, out, err } = await machine.type(line);
  assert.equal(exitCode, 0, err);
  assert.match(out, /^40(:[0-9A-F]{2}){19}\n$/);
  assert.match(err, /^Warning: a password on the command line can be read by everybody/);
  const { pem } = await makeCsr();
  const csr = machine.directory.write('host.csr', pem);
  const sign = ['cert', 'sign', '--csr', csr, '--ca', 'house', '--name', 'a.example'];
  assert.equal((await machine.type(sign)).exitCode, 4, 'its key is locked now');
  const env = { HOUSE: 'geheim' };
  const signed = await machine.type([...sign, '--password-env', 'HOUSE'], { env });
  assert.equal(signed.exitCode, 0, signed.err);
});

test('renew, rekey, cross-sign, chain, revoke, disable: the whole life of authorities', async () => {
  await using machine = await machineWithRoot();
  const before = await machine.must('ca', 'view', 'issuing', '--output-format', 'serial');
  const renewed = await machine.must('ca', 'renew', 'issuing', '--expires', '100');
  assert.notEqual(renewed, before);
  assert.equal(
    await machine.must('ca', 'view', before.trim(), '--output-format', 'serial'),
    renewed,
  );
  await machine.must('ca', 'rekey', 'root', 'root-2');
  const links = await machine.must('ca', 'chain', 'root-2');
  assert.match(links, /^Chain 0:\n {2}\S+ - CN=root\.example\.com \(expires: .*\nChain 1:\n/);
  const cross = parseCertificateText(await machine.must('ca', 'cross-sign', 'issuing', 'root-2'));
  const chains = JSON.parse(await machine.must('ca', 'chain', 'issuing', '--json')) as {
    readonly serial: string;
  }[][];
  const place = chains.findIndex(([first]) => first?.serial === cross.serial);
  const crossed = await machine.must('ca', 'export', 'issuing', '--chain', String(place));
  assert.equal(parseCertificateBundle(crossed)[0]?.serial, cross.serial);
  await machine.must('ca', 'revoke', cross.serial, '--reason', 'superseded');
  assert.ok(!(await machine.must('ca', 'chain', 'issuing', '--json')).includes(cross.serial));
  await machine.must('ca', 'disable', 'root');
  await machine.must('ca', 'enable', 'root');
  await machine.must('ca', 'revoke', 'issuing', '--reason', 'cessation_of_operation');
  const text = await machine.must('ca', 'view', 'issuing');
  assert.match(text, /^\* Status: Revoked$/m);
  const refused: [string, RegExp][] = [
    ['ca revoke issuing', /already revoked/],
    ['ca revoke root', /disable the authority/],
    ['ca renew issuing', /revoked/],
    ['ca cross-sign root root', /cannot vouch/],
    ['ca rekey root root', /name of its own/],
    ['ca request root --website https://x.example/', /needs a subject/],
  ];
  for (const [line, said] of refused) {
    const { exitCode, out, err } = await machine.type(typed(line));
    assert.ok(exitCode === 1 || exitCode === 2, line);
    assert.deepEqual([out, said.test(err)], ['', true], err);
  }
});

test('ca edit clears what an authority puts into certificates, renames it, moves its addresses', async () => {
  await using machine = await machineWithRoot();
  interface Shown {
    readonly name: string;
    readonly sign_certificate_policies: unknown;
    readonly sign_crl_distribution_points: unknown;
  }
  const shown = async (): Promise<Shown> =>
    JSON.parse(await machine.must('ca', 'view', 'root.example.com', '--json')) as Shown;
  await machine.must(
    ...typed('edit_ca root --sign-policy-identifier 1.2.3 --default-hostname pki.example.com'),
  );
  const set = await shown();
  assert.ok(set.sign_certificate_policies);
  assert.match(JSON.stringify(set.sign_crl_distribution_points), /http:\/\/pki\.example\.com\//);
  await machine.must(...typed('ca edit root --clear certificate_policies --rename top'));
  const cleared = await shown();
  assert.deepEqual([cleared.name, cleared.sign_certificate_policies], ['top', null]);
  assert.deepEqual(cleared.sign_crl_distribution_points, set.sign_crl_distribution_points);
});

test('cert resign, import, export, search: what happens to certificates after they are signed', async () => {
  await using machine = await machineWithRoot();
  const csr = machine.directory.write('host.csr', (await makeCsr()).pem);
  const sign = typed(`cert sign --csr ${csr} --ca issuing --name host.example.com`);
  const old = parseCertificateText(await machine.must(...sign));
  const file = `${machine.directory.path}/again.pem`;
  assert.equal(await machine.must('resign_cert', old.serial, '--expires', '10', '--out', file), '');
  const again = parseCertificateText(readFileSync(file, 'utf8'));
  assert.deepEqual([again.subject, again.spki], [old.subject, old.spki]);
  assert.notEqual(again.serial, old.serial);

  const found = await machine.must('cert', 'search', '*.example.com');
  assert.equal(found.trim().split('\n').length, 2);
  const first = await machine.type(typed('cert search *.example.com --limit 1 --state valid'));
  const [, after] = /^There are more: --after (\S+)\n$/.exec(first.err) ?? [];
  assert.ok(after, first.err);
  const page = JSON.parse(
    await machine.must(...typed(`cert search *.example.com --after ${after} --json`)),
  ) as {
    certificates: unknown[];
    next: unknown;
  };
  assert.deepEqual([page.certificates.length, page.next], [1, null]);

  const bundle = await machine.must('cert', 'export', old.serial, '--chain');
  assert.equal(parseCertificateBundle(bundle).length, 3);
  const p7 = await machine.type(['cert', 'export', old.serial, '--format', 'pkcs7']);
  assert.equal(parsePkcs7(p7.bytes).length, 3);

  await machine.must('ca', 'import', 'house', ...houseFiles(machine));
  const { spki } = await makeCsr();
  const { der } = await outsideCertificate(house, noon, {
    spki,
    subject: 'CN=old',
    extensions: [],
  });
  const imported = machine.directory.write('old.der', Buffer.from(der));
  await machine.must('import_cert', imported, '--ca', 'house');
  assert.match(await machine.must('cert', 'view', 'old'), /^\* Status: Valid$/m);
  const refused = await machine.type(['cert', 'resign', 'old']);
  assert.deepEqual([refused.exitCode, refused.out], [1, '']);
  assert.match(refused.err, /without a CSR/);
});

test('cert generate writes key, certificate and chain to a new file for its owner alone', async () => {
  await using machine = await machineWithRoot();
  const file = `${machine.directory.path}/alice.p12`;
  const pass = machine.directory.write('pass', 'correct horse\n');
  const line = typed(`cert generate ${file} --ca issuing --subject CN=alice --name alice@example.com
    --enduser --password-file ${pass} --friendly-name Alice`);
  const serial = await machine.must(...line);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const password = new Secret('correct horse');
  const read = await parsePkcs12(readFileSync(file), password);
  assert.deepEqual([read.keys.length, read.certificates.length], [1, 3]);
  const shown = await machine.must('cert', 'view', serial.trim(), '--output-format', 'pem');
  const usages = findExtension(parseCertificateText(shown).extensions, 'extended_key_usage');
  assert.equal(usages?.value.length, 3);
  const taken = await machine.type(line);
  assert.deepEqual([taken.exitCode, taken.out], [2, '']);
  assert.match(taken.err, /there is one of that name/);
  assert.equal((await machine.must('cert', 'search', 'alice')).trim().split('\n').length, 1);
  const stdout = typed(`cert generate - --subject CN=x --password-file ${pass}`);
  const terminal = await machine.type(stdout, { isTerminal: true });
  assert.match(terminal.err, /not for terminals/);

  const [key] = read.keys;
  assert.ok(key);
  const keyFile = machine.directory.write('alice.key', Buffer.from(encodePkcs8(key)));
  const out = `${machine.directory.path}/again.p12`;
  const words = typed(`cert export alice ${out} --format pkcs12 --password-file ${pass}`);
  assert.match((await machine.type(words)).err, /bring it with --key/);
  await machine.must(...words, '--key', keyFile, '--no-chain');
  const copy = await parsePkcs12(readFileSync(out), password);
  assert.deepEqual([copy.keys.length, copy.certificates.length], [1, 1]);
});
