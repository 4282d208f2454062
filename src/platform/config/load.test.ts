import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { CaError, day } from '#base';
import { loadConfig, settingsHelp } from './index.ts';
import type { Config } from './index.ts';

let directory = '';

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'certwright-config-'));
});
after(() => rm(directory, { recursive: true }));

function fromEnvironment(env: Record<string, string>): Promise<Config> {
  return loadConfig({ env, cwd: '/srv' });
}

async function fromFile(
  text: string | Uint8Array,
  env: Record<string, string> = {},
  file = 'ca.yaml',
): Promise<Config> {
  await writeFile(join(directory, file), text);
  return loadConfig({ env: { CERTWRIGHT_CONFIG: file, ...env }, cwd: directory });
}

async function faults(load: Promise<unknown>): Promise<string[]> {
  const error = await load.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  ok(error instanceof CaError, `a CaError, not ${inspect(error)}`);
  equal(error.code, 'bad_config');
  ok(!error.detail.includes('\n'), 'one line');
  return error.problems.length > 0 ? error.problems.map(({ detail }) => detail) : [error.detail];
}

test('with nothing configured every setting has its default', async () => {
  const { where: _, ...config } = await fromEnvironment({});
  deepEqual(config, {
    file: undefined,
    data: '/srv/data',
    host: '127.0.0.1',
    port: 8000,
    url: 'http://127.0.0.1:8000',
    path: '',
    database: 'sqlite:/srv/data/certwright.db',
    databasePassword: undefined,
    logLevel: 'info',
    adminPassword: undefined,
    profiles: {},
    defaultProfile: 'webserver',
    defaultExpiresMs: 90 * day,
    defaultSubject: undefined,
    defaultHostname: undefined,
    defaultNameOrder: undefined,
    minKeySizeBits: 2048,
    restApi: true,
    trustedProxies: [],
    resolvers: undefined,
    mail: undefined,
    publish: undefined,
    noticeDays: undefined,
  });
});

test('a value is read in each of its forms', async () => {
  const cases: [string, string, keyof Config, unknown][] = [
    ['CERTWRIGHT_DATA', '/var/lib/ca', 'data', '/var/lib/ca'],
    ['CERTWRIGHT_DATA', 'x', 'database', 'sqlite:/srv/x/certwright.db'],
    ['CERTWRIGHT_HOST', '::1', 'url', 'http://[::1]:8000'],
    ['CERTWRIGHT_HOST', '0.0.0.0', 'url', 'http://localhost:8000'],
    ['CERTWRIGHT_HOST', 'ca.example.com', 'host', 'ca.example.com'],
    ['CERTWRIGHT_PORT', '0', 'port', 0],
    ['CERTWRIGHT_PORT', '65535', 'port', 65_535],
    ['CERTWRIGHT_PORT', '', 'port', 8000],
    ['CERTWRIGHT_URL', 'https://CA.example.com/', 'url', 'https://ca.example.com'],
    ['CERTWRIGHT_URL', 'https://ca.example.com:443', 'url', 'https://ca.example.com'],
    ['CERTWRIGHT_URL', 'http://[2001:db8::1]:8080', 'url', 'http://[2001:db8::1]:8080'],
    ['CERTWRIGHT_PATH', '/', 'path', ''],
    ['CERTWRIGHT_PATH', 'django_ca', 'path', 'django_ca/'],
    ['CERTWRIGHT_PATH', '/a/b-c.d/', 'path', 'a/b-c.d/'],
    ['CERTWRIGHT_DATABASE', 'sqlite:ca.db', 'database', 'sqlite:/srv/ca.db'],
    ['CERTWRIGHT_DATABASE', 'sqlite:///var/ca.db', 'database', 'sqlite:/var/ca.db'],
    ['CERTWRIGHT_DATABASE', 'sqlite::memory:', 'database', 'sqlite::memory:'],
    ['CERTWRIGHT_DATABASE', 'postgresql://ca@db/ca?x=1', 'database', 'postgres://ca@db/ca?x=1'],
    ['CERTWRIGHT_LOG_LEVEL', 'WARN', 'logLevel', 'warn'],
    ['CERTWRIGHT_DEFAULT_PROFILE', 'server', 'defaultProfile', 'server'],
    ['CERTWRIGHT_DEFAULT_EXPIRES', '30', 'defaultExpiresMs', 30 * day],
    ['CERTWRIGHT_DEFAULT_EXPIRES', 'P90D', 'defaultExpiresMs', 90 * day],
    [
      'CERTWRIGHT_DEFAULT_HOSTNAME',
      'ca.example.com:8080',
      'defaultHostname',
      'ca.example.com:8080',
    ],
    ['CERTWRIGHT_URL', 'http://ca.test:8080', 'defaultHostname', 'ca.test:8080'],
    ['CERTWRIGHT_URL', 'https://ca.test:8443', 'defaultHostname', 'ca.test'],
    ['CERTWRIGHT_DEFAULT_HOSTNAME', '[::1]:80', 'defaultHostname', '[::1]:80'],
    ['CERTWRIGHT_DEFAULT_NAME_ORDER', 'C, 2.5.4.10', 'defaultNameOrder', ['2.5.4.6', '2.5.4.10']],
    ['CERTWRIGHT_MIN_KEY_SIZE', '3072', 'minKeySizeBits', 3072],
    ['CERTWRIGHT_REST_API', 'off', 'restApi', false],
    ['CERTWRIGHT_REST_API', 'TRUE', 'restApi', true],
    ['CERTWRIGHT_NOTICE_DAYS', '30, 7', 'noticeDays', [30, 7]],
    ['CERTWRIGHT_TRUSTED_PROXIES', '10.0.0.0/8,::1', 'trustedProxies', ['10.0.0.0/8', '::1']],
    ['CERTWRIGHT_RESOLVERS', '9.9.9.9,[::1]:5353', 'resolvers', ['9.9.9.9', '[::1]:5353']],
  ];
  for (const [variable, text, key, value] of cases)
    deepEqual((await fromEnvironment({ [variable]: text }))[key], value, `${variable}=${text}`);
});

test('a value that cannot be is refused by the name of its variable', async () => {
  const cases: [string, string, RegExp][] = [
    ['HOST', '[::1]', /without brackets/],
    ['HOST', 'a b', /host name/],
    ['PORT', '65536', /from 0 to 65535/],
    ['PORT', '-1', /from 0 to 65535/],
    ['PORT', '80.5', /from 0 to 65535/],
    ['PORT', 'tcp://10.0.0.1:80', /from 0 to 65535/],
    ['URL', 'ftp://ca.example.com', /http:\/\/HOST/],
    ['URL', 'https://ca.example.com/ca', /path sets a prefix/],
    ['URL', 'https://ca.example.com?', /HOST/],
    ['URL', 'https://u:p@ca.example.com', /HOST/],
    ['PATH', '../x', /prefix/],
    ['PATH', 'a//b', /prefix/],
    ['PATH', 'a b', /prefix/],
    ['DATABASE', 'mysql://db/ca', /sqlite:PATH or postgres/],
    ['DATABASE', 'sqlite:', /sqlite:PATH/],
    ['DATABASE', 'sqlite://host/ca.db', /sqlite:PATH/],
    ['DATABASE', 'postgres://db/ca?password=x', /USER:PASSWORD@HOST/],
    ['LOG_LEVEL', 'loud', /silent, fatal, error/],
    ['ADMIN_PASSWORD', 'x'.repeat(1025), /1 to 1024/],
    ['DEFAULT_EXPIRES', '0', /at least one day/],
    ['DEFAULT_EXPIRES', 'PT23H', /at least one day/],
    ['DEFAULT_EXPIRES', '1 year', /like P90D/],
    ['DEFAULT_EXPIRES', '99999', /at most P36500D/],
    ['DEFAULT_SUBJECT', 'nonsense', /default_subject/],
    ['DEFAULT_HOSTNAME', 'http://ca.example.com', /HOST:PORT/],
    ['DEFAULT_HOSTNAME', 'ca.example.com:0', /HOST:PORT/],
    ['DEFAULT_NAME_ORDER', 'C,colour', /name of an attribute/],
    ['DEFAULT_NAME_ORDER', 'C,2.5.4.6', /each attribute once/],
    ['MIN_KEY_SIZE', '512', /multiple of 1024/],
    ['MIN_KEY_SIZE', '2047', /multiple of 1024/],
    ['REST_API', 'perhaps', /true or false/],
    ['TRUSTED_PROXIES', '10.0.0.0/33', /IP address or a network/],
  ];
  for (const [name, text, words] of cases) {
    const [fault = '', ...more] = await faults(fromEnvironment({ [`CERTWRIGHT_${name}`]: text }));
    deepEqual(more, [], fault);
    match(fault, new RegExp(`^CERTWRIGHT_${name}: `), fault);
    match(fault, words, fault);
  }
});

test('the environment wins over the file, the file over the default', async () => {
  const config = await fromFile('port: 9000\nhost: "::1"\nlog_level: debug\nurl:\n', {
    CERTWRIGHT_PORT: '9001',
  });
  equal(config.port, 9001);
  equal(config.logLevel, 'debug');
  equal(config.url, 'http://[::1]:9001');
  equal(config.file, 'ca.yaml');
  equal((await fromFile('')).port, 8000);
  equal((await fromFile('# nothing\n---\n')).port, 8000);
});

test('a relative path counts from where it is written', async () => {
  const env = { CERTWRIGHT_CONFIG: join(directory, 'paths.yaml') };
  await writeFile(env.CERTWRIGHT_CONFIG, 'data: store\ndatabase: sqlite:x.db\n');
  const written = await loadConfig({ env, cwd: '/srv' });
  equal(written.data, join(directory, 'store'));
  equal(written.database, `sqlite:${join(directory, 'x.db')}`);
  const moved = await loadConfig({ env: { ...env, CERTWRIGHT_DATA: 'here' }, cwd: '/srv' });
  equal(moved.data, '/srv/here');
});

test('each fault in a file is told with its line and column, the first in the one line', async () => {
  const text = [
    'prot: 9000',
    'port: 99999',
    'default_subject:',
    '  - oid: C',
    '    value: AT',
    '  - oid: colour',
    '    value: blue',
    'trusted_proxies: [10.0.0.1, nowhere]',
    'rest_api: yes',
  ].join('\n');
  const load = fromFile(text);
  const found = await faults(load);
  deepEqual(
    found.map((fault) => fault.replace(/(\w): .*$/, '$1')).toSorted(),
    ['ca.yaml:1:1', 'ca.yaml:2:7', 'ca.yaml:6:10', 'ca.yaml:8:29', 'ca.yaml:9:11'].map((place) =>
      found.find((fault) => fault.startsWith(place))?.replace(/(\w): .*$/, '$1'),
    ),
  );
  ok(found.includes('ca.yaml:1:1: prot: no such setting; did you mean port?'), found.join('\n'));
  ok(found.includes('ca.yaml:2:7: port: must be a whole number from 0 to 65535.'));
  ok(found.some((fault) => fault.startsWith('ca.yaml:6:10: default_subject[1].oid: ')));
  await rejects(load, { detail: `${found[0]} (and 4 more problems)` });
});

test('text that is not YAML, not a map or not there is refused with its place', async () => {
  const cases: [string | Uint8Array, string][] = [
    ['port: [1\n', 'ca.yaml:2:1: '],
    ['port: 1\nport: 2\n', 'ca.yaml:2:1: this name stands here a second time.'],
    ['port: 1\n---\nport: 2\n', 'ca.yaml:2:1: only one YAML document'],
    ['- port\n', 'ca.yaml: must hold settings'],
    ['just words', 'ca.yaml: must hold settings'],
    ['host: !secret x\n', 'ca.yaml:1:7: '],
    ['host: *x\n', 'ca.yaml:1:7: '],
    [new Uint8Array([0x61, 0xff]), 'ca.yaml: not a text in UTF-8.'],
    ['#'.repeat((1 << 20) + 1), 'ca.yaml: a settings file may have at most'],
    ['__proto__: {port: 1}', 'ca.yaml:1:1: __proto__: no such setting.'],
    ['profiles: [a]', 'ca.yaml:1:11: profiles: must map names to profiles.'],
    ['profiles:\n  a: 1', 'ca.yaml:2:6: profiles.a: must hold settings, or be null.'],
    ['keys: {default: files}', 'ca.yaml:1:17: keys.default: must have the type files, database'],
    [
      'a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]',
      'ca.yaml: ',
    ],
  ];
  for (const [text, beginning] of cases) {
    const [fault = ''] = await faults(fromFile(text));
    ok(fault.startsWith(beginning), `${fault} | ${beginning}`);
  }
  deepEqual(await faults(fromEnvironment({ CERTWRIGHT_CONFIG: 'no.yaml' })), [
    'no.yaml: no such file (CERTWRIGHT_CONFIG).',
  ]);
  match(
    (await faults(fromEnvironment({ CERTWRIGHT_CONFIG: directory })))[0] ?? '',
    /a directory, not a file/,
  );
});

test('a secret cannot be printed, and no fault repeats it', async () => {
  const config = await fromFile('admin_password: hunter2\n', {
    CERTWRIGHT_DATABASE: 'postgres://ca:hunter2%40@db/ca',
  });
  equal(config.adminPassword?.reveal(), 'hunter2');
  equal(config.databasePassword?.reveal(), 'hunter2@');
  equal(config.database, 'postgres://ca@db/ca');
  for (const text of [inspect(config, { depth: 9 }), JSON.stringify(config)])
    ok(!text.includes('hunter2'), text);
  const written = [
    '*hunter2',
    '!hunter2',
    '%hunter2',
    '@hunter2',
    '`hunter2',
    'hunter2: x',
    '"hunter2',
    '[hunter2',
    '{hunter2',
    '"hun\\qter2"',
    '&hunter2',
    '| hunter2',
  ];
  for (const text of written) {
    const outcome = await fromFile(`admin_password: ${text}\n`).catch((error: unknown) => error);
    ok(!inspect(outcome, { depth: 9 }).includes('hunter2'), text);
  }
});

test('the value is frozen to the bottom, and a later fault can name its place', async () => {
  const config = await fromFile('profiles:\n  web:\n    expires: 5\n    extensions: {}\n', {
    CERTWRIGHT_PORT: '1',
  });
  const { web } = config.profiles;
  for (const value of [config, config.profiles, web, web?.['extensions'], config.trustedProxies])
    ok(Object.isFrozen(value));
  equal(config.where(['profiles', 'web', 'expires']), 'ca.yaml:3:14');
  equal(config.where(['profiles', 'web', 'expires', 'deeper']), 'ca.yaml:3:14');
  equal(config.where(['port']), 'CERTWRIGHT_PORT');
  equal(config.where(['host']), 'host', 'stands nowhere');
  equal((await fromEnvironment({})).where(['host']), 'host');
});

test('a module says the same and brings key backends', async () => {
  const backend = '{ create() {}, publicKey() {}, sign() {} }';
  const text = `export const config: object = { port: 7, keys: { default: ${backend}, my_hsm: ${backend} } };`;
  const config = await fromFile(text, {}, 'settings.ts');
  equal(config.port, 7);
  deepEqual(Object.keys(config.keys ?? {}), ['default', 'my_hsm']);
  equal(Object.isFrozen(config.keys?.['default']), false);
  equal((await fromFile('export const config = { host: "::1" }', {}, 'a.mjs')).host, '::1');
});

test('key backends are described, their paths count from the file and secrets are fetched but not shown', async () => {
  const text = [
    'keys:',
    '  default: {type: files, directory: keys}',
    '  rows: {type: database, secret_file: secret, former_secret_env: OLD_SECRET}',
    '  hsm:',
    '    type: pkcs11',
    '    library: /usr/lib/libtoken.so',
    '    token: ca',
    '    pin_env: HSM_PIN',
    '    timeout: PT5S',
    '  other: {type: pkcs11, library: libtoken.so, token: b, pin_file: pin, sessions: 8, label: "ca {id}"}',
    '  none: {type: pkcs11, library: lib/token.so, token: c, pin_env: NOT_SET}',
  ].join('\n');
  const env = { HSM_PIN: 'hunter2', OLD_SECRET: 'hunter2 too' };
  const { keyBackends = {}, ...config } = await fromFile(text, env);
  ok(!inspect({ ...config, keyBackends }, { depth: 9 }).includes('hunter2'));
  const { default: files, rows, hsm, other, none } = keyBackends;
  const at = (name: string): string => join(directory, name);
  deepEqual(files, { type: 'files', directory: at('keys') });
  ok(rows?.type === 'database' && rows.formerSecret && 'value' in rows.formerSecret);
  deepEqual(
    [rows.secret, rows.formerSecret.value?.reveal()],
    [{ file: at('secret') }, 'hunter2 too'],
  );
  ok(hsm?.type === 'pkcs11' && hsm.pin && 'value' in hsm.pin);
  equal(hsm.pin.value?.reveal(), 'hunter2');
  deepEqual([hsm.library, hsm.token, hsm.timeoutMs], ['/usr/lib/libtoken.so', 'ca', 5000]);
  ok(other?.type === 'pkcs11' && none?.type === 'pkcs11');
  deepEqual([other.library, other.pin, other.sessions], ['libtoken.so', { file: at('pin') }, 8]);
  deepEqual(
    [none.library, none.pin],
    [at('lib/token.so'), { variable: 'NOT_SET', value: undefined }],
  );
});

test('a key backend that cannot be is refused with its place, and without what may be a PIN', async () => {
  const hsm = 'hsm: {type: pkcs11, library: x, token: ca';
  const cases: [string, string][] = [
    ['{hsm: 1}', 'ca.yaml:1:13: keys.hsm: must have the type files, database or pkcs11.'],
    ['{hsm: {type: cloud}}', 'ca.yaml:1:20: keys.hsm.type: must have the type files, database or'],
    ['{HSM: {type: files, directory: x}}', 'ca.yaml:1:'],
    ['{a: {type: files}}', 'ca.yaml:1:11: keys.a.directory: must be the path of a dir'],
    [`{${hsm}, pin: hunter2}}`, 'ca.yaml:1:51: keys.hsm.pin: no such setting.'],
    [`{${hsm}, pin_env: A, pin_file: b}}`, 'ca.yaml:1:13: keys.hsm: must have pin_file or'],
    [`{${hsm}, sessions: 0}}`, 'ca.yaml:1:61: keys.hsm.sessions: must be a whole number'],
    [`{${hsm}, timeout: PT1M1M}}`, 'ca.yaml:1:60: keys.hsm.timeout: Write the duration in'],
    [`{${hsm}, timeout: P1D}}`, 'ca.yaml:1:60: keys.hsm.timeout: must be a duration from'],
    ['{a: {type: database}}', 'ca.yaml:1:11: keys.a: must have secret_file or secret_env, and'],
    [
      '{a: {type: database, secret: hunter2, secret_env: B}}',
      'ca.yaml:1:28: keys.a.secret: no such',
    ],
    ['7', 'ca.yaml:1:7: keys: must map aliases to key backends.'],
  ];
  for (const [text, beginning] of cases) {
    const [fault = '', ...more] = await faults(fromFile(`keys: ${text}`));
    ok(fault.startsWith(beginning), `${fault} | ${beginning}`);
    ok(!fault.includes('hunter2') && more.length === 0, [fault, ...more].join('\n'));
  }
});

test('a module describes key backends and makes others side by side', async () => {
  const text = `export const config = { keys: {
    default: { create() {}, publicKey() {}, sign() {} },
    rows: ({ db }) => db,
    shelf: { type: 'files', directory: 'x' },
  } };`;
  const { keys = {}, keyBackends = {} } = await fromFile(text, {}, 'mixed.mjs');
  deepEqual([Object.keys(keys), Object.keys(keyBackends)], [['default', 'rows'], ['shelf']]);
});

test('a module that is none, or says something wrong, is refused by its name', async () => {
  const cases: [string, RegExp][] = [
    ['export const settings = {};', /b0\.ts: must export an object named config/],
    ['export const config = [];', /b1\.ts: must export an object/],
    ['export const config = ;', /b2\.ts: cannot be loaded: \S/],
    ['throw new Error("not today");', /b3\.ts: cannot be loaded: not today/],
    ['export const config = { prot: 1 };', /b4\.ts: prot: no such setting; did you mean port\?/],
    ['export const config = { keys: { hsm: 1 } };', /b5\.ts: keys\.hsm: must have the type/],
  ];
  for (const [index, [text, words]] of cases.entries())
    match((await faults(fromFile(text, {}, `b${index}.ts`)))[0] ?? '', words);
});

test('the help describes every setting in a sentence', () => {
  const help = settingsHelp();
  equal(help.length, 22);
  for (const { name, variable, description } of help) {
    match(description, /^[A-Z\d].{20,110}\.$|^sqlite:/, name);
    const isInFileOnly = ['profiles', 'mail', 'keys'].includes(name);
    if (!isInFileOnly) equal(variable, `CERTWRIGHT_${name.toUpperCase()}`);
  }
});
