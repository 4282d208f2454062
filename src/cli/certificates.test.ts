import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day } from '#base';
import {
  commonName,
  findExtension,
  formatName,
  name,
  parseCertificateText,
  type Certificate,
} from '#x509';
import { makeCsr } from '../../test/csr.ts';
import { fakeMachine, noon, realMachine, typed, type FakeMachine } from './fake-terminal.test.ts';

async function machineWithAuthority(): Promise<FakeMachine & { readonly csr: string }> {
  const machine = await fakeMachine();
  await machine.must('ca', 'create', 'root', 'CN=root.example.com');
  await machine.must('ca', 'create', 'issuing', 'CN=issuing.example.com', '--parent', 'root');
  const { pem } = await makeCsr();
  return { ...machine, csr: machine.directory.write('host.csr', pem) };
}

test('cert sign reads a file or standard input, PEM or DER, and prints PEM', async () => {
  await using machine = await machineWithAuthority();
  const { pem, der } = await makeCsr(undefined, { subject: name('CN=ignored') });
  const options = ['--ca', 'issuing', '--subject', 'O=Example,CN=host.example.com'];
  const cases: [readonly string[], string | Uint8Array | undefined][] = [
    [['cert', 'sign', '--csr', machine.csr, ...options], undefined],
    [['cert', 'sign', '--csr', '-', ...options], pem],
    [['cert', 'sign', ...options], der],
    [['sign_cert', ...options], pem],
  ];
  for (const [words, input] of cases) {
    const { exitCode, out, err } = await machine.type(words, { input });
    assert.deepEqual([exitCode, err], [0, ''], words.join(' '));
    const { subject, issuer } = parseCertificateText(out);
    assert.equal(formatName(subject), 'O=Example,CN=host.example.com');
    assert.equal(commonName(issuer), 'issuing.example.com');
  }
});

test('profile flags, expiry and extension options decide what is signed', async () => {
  await using machine = await machineWithAuthority();
  const sign = async (...words: string[]): Promise<Certificate> =>
    parseCertificateText(
      await machine.must('cert', 'sign', '--csr', machine.csr, '--ca', 'issuing', ...words),
    );
  const client = await sign('--client', '--subject', 'CN=alice');
  assert.deepEqual(findExtension(client.extensions, 'extended_key_usage')?.value, [
    '1.3.6.1.5.5.7.3.2',
  ]);
  assert.deepEqual(
    await sign('--profile', 'client', '--subject', 'CN=alice').then(
      ({ extensions }) => extensions.length,
    ),
    client.extensions.length,
  );
  const host = await sign(
    ...typed(`--name host.example.com --alt 192.0.2.1 --subject-alternative-name URI:https://example.com/
      --expires 30 --key-usage digitalSignature,keyAgreement --key-usage-non-critical
      --extended-key-usage serverAuth clientAuth --tls-feature status_request --ocsp-no-check
      --private-key-usage-period-not-before 2026-12-01T00:00:00Z --algorithm sha384`),
  );
  assert.equal(commonName(host.subject), 'host.example.com');
  assert.deepEqual(
    findExtension(host.extensions, 'subject_alternative_name')?.value.map(({ type }) => type),
    ['DNS', 'IP', 'URI'],
  );
  const usage = findExtension(host.extensions, 'key_usage');
  assert.deepEqual(
    [usage?.critical, usage?.value],
    [false, ['digital_signature', 'key_agreement']],
  );
  assert.equal(findExtension(host.extensions, 'extended_key_usage')?.value.length, 2);
  assert.ok(findExtension(host.extensions, 'tls_feature'));
  assert.ok(findExtension(host.extensions, 'ocsp_no_check'));
  assert.equal(host.algorithm.hash, 'SHA-384');
  assert.ok(host.notAfterMs < noon + 30 * day && host.notAfterMs > noon + 30 * day - 120_000);
});

test('a profile of the settings has a flag of its own', async () => {
  await using machine = realMachine();
  await machine.must('ca', 'create', 'root', 'CN=root.example.com');
  const csr = machine.directory.write('host.csr', (await makeCsr()).pem);
  const settings = machine.directory.write(
    'certwright.yaml',
    'profiles:\n  printer:\n    description: For printers.\n    extensions: {}\n  csr: {}\n',
  );
  const env = { CERTWRIGHT_CONFIG: settings, CERTWRIGHT_DATA: machine.data };
  const words = ['cert', 'sign', '--csr', csr, '--subject', 'CN=p', '--printer', '--json'];
  const { exitCode, out, err } = await machine.type(words, { env });
  assert.equal(exitCode, 0, err);
  assert.equal((JSON.parse(out) as { profile: string }).profile, 'printer');
  const help = await machine.type(['cert', 'sign', '--help'], { env });
  assert.match(help.out, /--printer/);
});

test('what a profile leaves to the CA is shown by profile view, and refused by cert sign', async () => {
  await using machine = realMachine();
  await machine.must('ca', 'create', 'root', 'CN=root.example.com');
  const csr = machine.directory.write('host.csr', (await makeCsr()).pem);
  const decides = '{ validity: shorter, extensions: { key_usage: ca } }';
  const settings = machine.directory.write(
    'certwright.yaml',
    `profiles:\n  strict:\n    decides: ${decides}\n    key_types: [EC]\n`,
  );
  const env = { CERTWRIGHT_CONFIG: settings, CERTWRIGHT_DATA: machine.data };
  const { out } = await machine.type(['profile', 'view', 'strict'], { env });
  assert.match(out, /^\* Decided by the CA: key_usage\n\* Requests may shorten.*\n\* Keys: EC$/m);
  const words = typed(`cert sign --csr ${csr} --subject CN=p --strict --key-usage keyAgreement`);
  const { exitCode, err } = await machine.type(words, { env });
  assert.equal(exitCode, 1);
  assert.match(err, /The profile strict decides the extension key_usage itself/);
});

test('cert sign refuses what cannot be signed, each in its own words', async () => {
  await using machine = await machineWithAuthority();
  const csr = ['--csr', machine.csr];
  const garbage = machine.directory.write('garbage.csr', 'no CSR');
  await machine.must('ca', 'create', 'off', 'CN=off');
  await machine.must('ca', 'edit', 'off', '--disable');
  const cases: [readonly string[], number, RegExp][] = [
    [[...csr], 2, /Must name at least a CN or a subjectAlternativeName/],
    [[...csr, '--subject', 'CN=x', '--ca', 'off'], 1, /disabled/],
    [[...csr, '--subject', 'CN=x', '--ca', 'nobody'], 1, /not found/],
    [[...csr, '--subject', 'CN=x', '--profile', 'nope'], 1, /nope/],
    [[...csr, '--subject', 'CN=x', '--expires', '9999'], 1, /outlive/],
    [['--csr', garbage, '--subject', 'CN=x'], 1, /./],
    [['--csr', '/nowhere/x.csr', '--subject', 'CN=x'], 1, /\/nowhere\/x\.csr cannot be read/],
    [['--subject', 'CN=x'], 2, /Nothing was read/],
    [[...csr, '--subject', 'CN=x', '--key-usage', 'nonsense'], 2, /key_usage/],
    [[...csr, '--subject', 'CN=x', '--ocsp-responder', 'host'], 2, /Give a URL/],
    [[...csr, '--subject', 'CN=x', '--output-format', 'text', '--bundle'], 2, /--bundle/],
  ];
  for (const [words, code, said] of cases) {
    const { exitCode, out, err } = await machine.type(['cert', 'sign', ...words]);
    assert.deepEqual([exitCode, out], [code, ''], `${words.join(' ')}: ${err}`);
    assert.match(err, said, words.join(' '));
  }
  assert.equal(await machine.must('cert', 'list'), '');
});

test('cert view prints every form', async () => {
  await using machine = await machineWithAuthority();
  const pem = await machine.must(
    'cert',
    'sign',
    '--ca',
    'issuing',
    '--csr',
    machine.csr,
    '--name',
    'host.example.com',
  );
  const { serial, der } = parseCertificateText(pem);
  const form = (...words: string[]): Promise<string> =>
    machine.must('view_cert', 'host.example.com', ...words);
  assert.equal(await form('--output-format', 'pem'), pem);
  const chain = (await form('--output-format', 'pem', '-b')).split(
    /(?<=-----END CERTIFICATE-----\n)/,
  );
  assert.deepEqual(
    chain.map((each) => commonName(parseCertificateText(each).subject)),
    ['host.example.com', 'issuing.example.com', 'root.example.com'],
  );
  assert.equal(await form('--output-format', 'serial', '--serial-format', 'hex'), `${serial}\n`);
  const object = JSON.parse(await form('--json')) as {
    certificate: { pem: string };
    profile: string;
  };
  assert.deepEqual([object.certificate.pem, object.profile], [pem, 'webserver']);
  const text = await form();
  for (const line of [
    '* Subject:',
    '  * commonName (CN): host.example.com',
    '* Status: Valid',
    '* No watchers',
    'Certificate extensions:',
    '* Subject Alternative Name:',
    '  * DNS:host.example.com',
  ])
    assert.ok(text.split('\n').includes(line), `${line}\n${text}`);
  assert.ok(text.endsWith(`\n\n${pem}`));
  const { bytes } = await machine.type(['view_cert', serial, '--output-format', 'der']);
  assert.deepEqual(bytes, der);
  const onTerminal = await machine.type(['view_cert', serial, '--output-format', 'der'], {
    isTerminal: true,
  });
  assert.deepEqual([onTerminal.exitCode, onTerminal.out], [2, '']);
});

test('cert list shows what is valid, and each option adds more', async () => {
  await using machine = await machineWithAuthority();
  const sign = (...words: string[]): Promise<string> =>
    machine.must('cert', 'sign', '--ca', 'issuing', '--csr', machine.csr, ...words);
  await sign('--subject', 'CN=old', '--expires', '5');
  await sign('--subject', 'CN=bad');
  await sign('--name', 'san.example.com', '--subject', 'O=Example');
  await sign('--subject', 'CN=machine', '--ocsp');
  await machine.must('cert', 'sign', '--ca', 'root', '--csr', machine.csr, '--subject', 'CN=other');
  await machine.must('cert', 'revoke', 'bad');
  machine.clock.advance(10 * day);
  const names = async (...words: string[]): Promise<string[]> =>
    (await machine.must('list_certs', ...words))
      .split('\n')
      .flatMap((line) => /^40(?::[0-9A-F]{2}){19} - (.*)$/.exec(line)?.[1] ?? []);
  assert.deepEqual(await names('--ca', 'issuing'), ['san.example.com (expires: 2027-03-01)']);
  assert.equal((await names()).length, 2);
  assert.deepEqual(await names('--ca', 'issuing', '--expired'), [
    'old (expired: 2026-11-26)',
    'san.example.com (expires: 2027-03-01)',
  ]);
  assert.deepEqual(await names('--ca', 'issuing', '--revoked'), [
    'bad (revoked)',
    'san.example.com (expires: 2027-03-01)',
  ]);
  const all = await names('--autogenerated', '--expired', '--revoked');
  assert.equal(all.length, 7, 'with the OCSP responders of both authorities');
  const list = JSON.parse(await machine.must('cert', 'list', '--ca', 'issuing', '--json')) as {
    csr: string;
  }[];
  assert.equal(list.length, 1);
  assert.match(list[0]?.csr ?? '', /BEGIN CERTIFICATE REQUEST/);
});

test('cert revoke takes the reason in both spellings, once, and says nothing', async () => {
  await using machine = await machineWithAuthority();
  for (const host of ['a', 'b', 'c'])
    await machine.must('cert', 'sign', '--csr', machine.csr, '--subject', `CN=${host}`);
  const cases: [readonly string[], string, string | null][] = [
    [['a'], 'unspecified', null],
    [
      ['b', '--reason', 'key_compromise', '--compromised', '2026-11-20T13:00:00+01:00'],
      'key_compromise',
      '2026-11-20T12:00:00Z',
    ],
    [['c', '--reason', 'cACompromise'], 'ca_compromise', null],
  ];
  for (const [words, reason, compromised] of cases) {
    const { exitCode, out, err } = await machine.type(['revoke_cert', ...words]);
    assert.deepEqual([exitCode, out, err], [0, '', '']);
    const object = JSON.parse(await machine.must('view_cert', words[0] ?? '', '--json')) as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      [object['revoked'], object['revoked_reason'], object['compromised']],
      [true, reason, compromised],
    );
  }
  const again = await machine.type(['revoke_cert', 'a']);
  assert.deepEqual([again.exitCode, again.out], [1, '']);
  assert.match(again.err, /already revoked/);
  const wrong: [readonly string[], RegExp][] = [
    [['b', '--reason', 'boredom'], /Choose one of unspecified, key_compromise/],
    [['b', '--compromised', '2026-11-20T13:00:00'], /date, time and zone/],
    [['b', '--compromised', '2030-01-01T00:00:00Z'], /must be in the past/],
  ];
  for (const [words, said] of wrong) {
    const { exitCode, err } = await machine.type(['revoke_cert', ...words]);
    assert.equal(exitCode, 2);
    assert.match(err, said);
  }
});
