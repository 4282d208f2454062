import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { day } from '#base';
import {
  findExtension,
  parseCertificate,
  parseCertificateText,
  parsePublicKey,
  type Certificate,
} from '#x509';
import { fakeMachine, noon, realMachine, typed, type FakeMachine } from './fake-terminal.test.ts';
import { keySpec } from './options/key-options.ts';

interface AuthorityJson {
  readonly id: number;
  readonly name: string;
  readonly parent: number | null;
  readonly serial: string;
  readonly certificate: { readonly serial: string; readonly serial_number: string };
  readonly [field: string]: unknown;
}

async function view(machine: FakeMachine, authority: string): Promise<AuthorityJson> {
  return JSON.parse(await machine.must('ca', 'view', authority, '--json')) as AuthorityJson;
}

async function certificateOf(machine: FakeMachine, authority: string): Promise<Certificate> {
  const pem = await machine.must('ca', 'view', authority, '--output-format', 'pem');
  return parseCertificateText(pem);
}

test('ca create makes a root and authorities below it, and says what to type next', async () => {
  await using machine = realMachine();
  const root = await machine.type(['ca', 'create', 'my root', 'O=Example,CN=Example Root']);
  assert.equal(root.exitCode, 0, root.err);
  assert.match(root.out, /^40(:[0-9A-F]{2}){19}\n$/);
  assert.match(
    root.err,
    /^Next: certwright ca create issuing "CN=Issuing CA" --parent 'my root'\n$/,
  );
  const child = await machine.type([
    'ca',
    'create',
    'issuing',
    'CN=Issuing CA',
    '--parent',
    'my root',
  ]);
  assert.equal(child.exitCode, 0, child.err);
  assert.match(child.err, /^Next: certwright cert sign --ca issuing --csr host.csr/);
  assert.equal(statSync(machine.data).mode & 0o777, 0o700);
});

test('keys, path lengths and lives follow the practice of 2026 unless told otherwise', async () => {
  await using machine = await fakeMachine();
  await machine.must('ca', 'create', 'root', 'CN=root');
  await machine.must('ca', 'create', 'child', 'CN=child', '--parent', 'root');
  const cases: [string, object, number | null, number][] = [
    ['root', { type: 'ec', curve: 'P-384' }, null, 3650],
    ['child', { type: 'ec', curve: 'P-256' }, 0, 1825],
  ];
  for (const [name, spec, pathLength, days] of cases) {
    const { spki, extensions, notAfterMs } = await certificateOf(machine, name);
    assert.deepEqual(parsePublicKey(spki).spec, spec);
    assert.equal(findExtension(extensions, 'basic_constraints')?.value.path_length, pathLength);
    assert.equal(Math.round((notAfterMs - noon) / day), days);
  }
});

test('init_ca takes the options of django-ca', async () => {
  await using machine = await fakeMachine();
  await machine.must(
    ...typed(`init_ca --expires 720 --key-type RSA --key-size 2048 --algorithm SHA-512 --path-length 1
      --caa ca.example.com --website https://example.com/ --tos https://example.com/tos --api-enable
      --acme-enable --acme-profile server --acme-contact-optional --acme-disable-account-registration
      --ocsp-responder-key-validity 5 --ocsp-response-validity 3600
      --permit-name .example.com --exclude-name 192.0.2.0/24 --inhibit-any-policy 2 --require-explicit-policy 1
      --policy-identifier 1.2.3 --certification-practice-statement https://cps.example.com/ --user-notice "a notice"
      --policy-identifier 1.2.4 --extended-key-usage clientAuth serverAuth --name ca.example.com
      --sign-crl-full-name http://example.com/crl --sign-ocsp-responder http://example.com/ocsp
      --sign-policy-identifier anyPolicy root C=AT,CN=root.example.com`),
  );
  const { extensions, algorithm, spki } = await certificateOf(machine, 'root');
  assert.deepEqual(parsePublicKey(spki).spec, { type: 'rsa', bits: 2048 });
  assert.equal(algorithm.hash, 'SHA-512');
  assert.equal(findExtension(extensions, 'basic_constraints')?.value.path_length, 1);
  assert.equal(extensions[0]?.type, 'key_usage');
  assert.deepEqual(findExtension(extensions, 'name_constraints')?.value, {
    permitted_subtrees: [{ type: 'DNS', value: '.example.com' }],
    excluded_subtrees: [{ type: 'IP', value: '192.0.2.0/24' }],
  });
  assert.deepEqual(findExtension(extensions, 'certificate_policies')?.value, [
    {
      policy_identifier: '1.2.3',
      policy_qualifiers: [
        'https://cps.example.com/',
        { explicit_text: 'a notice', notice_reference: null },
      ],
    },
    { policy_identifier: '1.2.4', policy_qualifiers: null },
  ]);
  const shown = await view(machine, 'root');
  const expected = {
    caa_identity: 'ca.example.com',
    website: 'https://example.com/',
    terms_of_service: 'https://example.com/tos',
    api_enabled: true,
    acme_enabled: true,
    acme_profile: 'server',
    acme_requires_contact: false,
    acme_registration: false,
    ocsp_responder_key_validity: 5,
    ocsp_response_validity: 3600,
  };
  for (const [field, value] of Object.entries(expected)) assert.equal(shown[field], value, field);
  assert.match(JSON.stringify(shown['sign_certificate_policies']), /2\.5\.29\.32\.0/);
  assert.match(JSON.stringify(shown['sign_crl_distribution_points']), /http:\/\/example\.com\/crl/);
});

test('every kind of key can be asked for, RSA also by its size alone', async () => {
  await using machine = await fakeMachine();
  const cases: [readonly string[], object][] = [
    [['--key-type', 'EC'], { type: 'ec', curve: 'P-384' }],
    [['--elliptic-curve', 'secp256r1'], { type: 'ec', curve: 'P-256' }],
    [['--key-type', 'EC', '--elliptic-curve', 'SECP521R1'], { type: 'ec', curve: 'P-521' }],
    [['--key-type', 'Ed25519'], { type: 'ed25519' }],
    [['--key-type', 'Ed448'], { type: 'ed448' }],
    [['--key-type', 'ML-DSA-65'], { type: 'ml-dsa', set: 65 }],
  ];
  for (const [i, [options, spec]] of cases.entries()) {
    await machine.must('init_ca', ...options, `ca${i}`, `CN=ca${i}`);
    const { spki } = await certificateOf(machine, `ca${i}`);
    assert.deepEqual(parsePublicKey(spki).spec, spec, options.join(' '));
  }
  assert.deepEqual(keySpec({ keySize: 2048 }, true), { type: 'rsa', bits: 2048 });
});

test('what makes no sense is refused before anything is made', async () => {
  await using machine = await fakeMachine();
  await machine.must('ca', 'create', 'root', 'CN=root', '--path-length', '0');
  const cases: [readonly string[], number, RegExp][] = [
    [['root', 'CN=other'], 1, /already a certificate authority named "root"/],
    [['x', 'O=Example'], 2, /must contain a common name/],
    [['x', 'CN=x', '--parent', 'root'], 1, /path length restrictions/],
    [['x', 'CN=x', '--parent', 'nobody'], 1, /nobody: Certificate authority not found/],
    [
      ['x', 'CN=x', '--crl-full-name', 'http://example.com/'],
      2,
      /CRLs cannot be used to revoke root CAs/,
    ],
    [['x', 'CN=x', '--ocsp-responder', 'http://example.com/'], 2, /cannot be added to root CAs/],
    [['x', 'CN=x', '--ca-issuer', 'http://example.com/'], 2, /cannot be added to root CAs/],
    [['x', 'CN=x', '--acme-profile', 'nope'], 1, /nope: Profile is not defined/],
    [['x', 'CN=x', '--key-type', 'EC', '--key-size', '2048'], 2, /--key-size is for RSA/],
    [['x', 'CN=x', '--user-notice', 'alone'], 2, /Must be preceded by --policy-identifier/],
    [['x', 'CN=x', '--key-type', 'Ed25519', '--algorithm', 'SHA-256'], 1, /./],
    [['x', 'CN=x', '--key-backend', 'hsm'], 2, /hsm: key backend is not configured/],
    [['x', 'CN=x', '--bundle', '--output-format', 'json'], 2, /--bundle/],
  ];
  for (const [words, code, said] of cases) {
    const { exitCode, out, err } = await machine.type(['ca', 'create', ...words]);
    assert.deepEqual([exitCode, out], [code, ''], `${words.join(' ')}: ${err}`);
    assert.match(err, said);
  }
  assert.equal((await machine.must('ca', 'list')).trim().split('\n').length, 1);
});

test('an authority is found by serial, a beginning of it, CN and name', async () => {
  await using machine = await fakeMachine();
  const dotted = (await machine.must('ca', 'create', 'the root', 'CN=root.example.com')).trim();
  const serial = dotted.replaceAll(':', '');
  for (const word of [
    dotted,
    dotted.toLowerCase(),
    serial,
    `00${serial}`,
    serial.slice(0, 6),
    'the root',
    'root.example.com',
  ]) {
    assert.equal((await view(machine, word)).serial, serial, word);
  }
  const wrong = await machine.type(['view_ca', 'AB:CD']);
  assert.deepEqual(
    [wrong.exitCode, wrong.out, wrong.err],
    [1, '', 'Error: AB:CD: Certificate authority not found.\n'],
  );
});

test('ca view prints every form', async () => {
  await using machine = await fakeMachine();
  await machine.must('ca', 'create', 'root', 'CN=root');
  await machine.must('ca', 'create', 'child', 'CN=child', '--parent', 'root');
  const { der } = await certificateOf(machine, 'child');
  const { serial } = parseCertificate(der);
  const form = (...words: string[]): Promise<string> => machine.must('view_ca', 'child', ...words);
  assert.equal(
    await form('--output-format', 'serial'),
    `${(serial.match(/../g) ?? []).join(':')}\n`,
  );
  assert.equal(await form('--output-format', 'serial', '--serial-format', 'hex'), `${serial}\n`);
  assert.equal(
    await form('--output-format', 'serial', '--serial-format', 'int'),
    `${BigInt(`0x${serial}`)}\n`,
  );
  assert.equal(await form('--output-format', 'none'), '');
  const chain = (await form('--output-format', 'pem', '--bundle')).match(/BEGIN CERTIFICATE/g);
  assert.equal(chain?.length, 2);
  const object = JSON.parse(
    await form('--output-format', 'json', '--json-indent', '0', '--serial-format', 'hex'),
  ) as AuthorityJson;
  assert.equal(object.certificate.serial_number, serial);
  assert.deepEqual(Object.keys(object), Object.keys(object).toSorted());
});

test('ca view shows a person all but the private key', async () => {
  await using machine = await fakeMachine();
  await machine.must(
    'ca',
    'create',
    'root',
    'O=Example,CN=root',
    '--website',
    'https://example.com/',
    '--acme-enable',
  );
  await machine.must(
    'ca',
    'create',
    'child',
    'CN=child',
    '--parent',
    'root',
    '--default-hostname',
    'ca.example.com',
  );
  const root = await machine.must('ca', 'view', 'root');
  for (const line of [
    '* Name: root',
    '* Enabled: Yes',
    '* Subject:',
    '  * organizationName (O): Example',
    '  * commonName (CN): root',
    '* Not valid before: 2026-11-21 12:00:00+00:00',
    '* Status: Valid',
    'Certificate Authority information:',
    '* Certificate authority is a root CA.',
    '* Maximum levels of sub-CAs (path length): unlimited',
    'Key storage options:',
    '* Backend: default',
    '* Website: https://example.com/',
    'ACMEv2 support:',
    '* Profile: webserver',
    'Certificate extensions:',
    '* Basic Constraints (critical):',
    'No certificate extensions for signed certificates.',
    'Digest:',
    '-----END CERTIFICATE-----',
  ])
    assert.ok(root.split('\n').includes(line), `${line}\n${root}`);
  assert.match(root, /\n\* Children:\n {2}\* child \(40:/);
  assert.doesNotMatch(root, /PRIVATE/);
  const child = await machine.must('ca', 'view', 'child', '--no-pem', '--no-wrap');
  assert.match(child, /\n\* Parent: root \(40:/);
  assert.match(
    child,
    /Certificate extensions for signed certificates:\n\* Authority Information Access:\n/,
  );
  assert.doesNotMatch(child, /BEGIN|path length\): unlimited/);
  assert.ok(Math.max(...root.split('\n').map((line) => line.length)) <= 108);
  const short = await machine.must('ca', 'view', 'child', '--no-extensions', '--no-pem');
  assert.doesNotMatch(short, /extensions/);
});

test('ca list shows serial and name, as a tree who signed whom', async () => {
  await using machine = await fakeMachine();
  const empty = await machine.type(['list_cas']);
  assert.deepEqual([empty.exitCode, empty.out], [0, '']);
  assert.match(empty.err, /certwright ca create/);
  await machine.must('ca', 'create', 'b root', 'CN=b', '--expires', '3000');
  await machine.must('ca', 'create', 'a root', 'CN=a', '--expires', '2000');
  for (const [name, parent] of [
    ['one', 'b root'],
    ['two', 'b root'],
    ['deep', 'one'],
    ['last', 'a root'],
  ] as const)
    await machine.must(
      'ca',
      'create',
      name,
      `CN=${name}`,
      '--parent',
      parent,
      '--no-path-length',
      '--expires',
      '1000',
    );
  await machine.must('edit_ca', 'two', '--disable');
  const names = (text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/40(:[0-9A-F]{2}){19} - /, ''));
  assert.deepEqual(names(await machine.must('list_cas')), [
    'deep',
    'last',
    'one',
    'two (disabled)',
    'a root',
    'b root',
  ]);
  assert.deepEqual(names(await machine.must('list_cas', '-t')), [
    'a root',
    '└───last',
    'b root',
    '│───one',
    '│   └───deep',
    '└───two (disabled)',
  ]);
  const list = JSON.parse(await machine.must('ca', 'list', '--json')) as AuthorityJson[];
  assert.deepEqual(
    list.map(({ name }) => name),
    ['b root', 'a root', 'one', 'two', 'deep', 'last'],
  );
});

test('edit_ca changes what is named and nothing else, and says nothing', async () => {
  await using machine = await fakeMachine();
  const serial = (
    await machine.must('init_ca', 'root', 'CN=root', '--website', 'https://one.example/')
  ).trim();
  const before = await view(machine, serial);
  assert.equal(before['api_enabled'], false);
  const { exitCode, out, err } = await machine.type(['edit_ca', serial, '--api-enable']);
  assert.deepEqual([exitCode, out, err], [0, '', '']);
  const after = await view(machine, serial);
  assert.deepEqual({ ...after, updated: '' }, { ...before, api_enabled: true, updated: '' });
  await machine.must(
    'edit_ca',
    serial,
    '--acme-enable',
    '--acme-profile',
    'client',
    '--ocsp-response-validity',
    '700',
    '--disable',
  );
  await machine.must(
    'edit_ca',
    serial,
    '--acme-contact-optional',
    '--sign-ca-issuer',
    'http://example.com/ca.der',
    '--tos',
    '',
  );
  const last = await view(machine, serial);
  assert.deepEqual(
    [
      'enabled',
      'acme_enabled',
      'acme_profile',
      'acme_requires_contact',
      'ocsp_response_validity',
      'website',
    ].map((field) => last[field]),
    [false, true, 'client', false, 700, 'https://one.example/'],
  );
  assert.match(JSON.stringify(last['sign_authority_information_access']), /ca\.der/);
});

test('what a certificate authority is called cannot act on the terminal', async () => {
  await using machine = await fakeMachine();
  await machine.must('ca', 'create', 'a\u202Eb', 'CN=x', '--caa', 'c\u200Bd');
  for (const words of [
    ['ca', 'list'],
    ['ca', 'list', '--tree'],
    ['ca', 'view', 'a\u202Eb'],
    ['ca', 'list', '--json'],
  ]) {
    const { exitCode, out } = await machine.type(words, { isTerminal: true });
    assert.equal(exitCode, 0);
    assert.doesNotMatch(out, /[[\p{Cc}\p{Cf}]--\n]/v, words.join(' '));
  }
  const [{ name } = { name: '' }] = JSON.parse(
    await machine.must('ca', 'list', '--json'),
  ) as AuthorityJson[];
  assert.equal(name, 'a\u202Eb');
  const wrong = await machine.type(['ca', 'view', '\u001B[2Jnobody\n']);
  assert.equal(wrong.exitCode, 1);
  assert.doesNotMatch(wrong.err, /[[\p{Cc}\p{Cf}]--\n]/v);
});
