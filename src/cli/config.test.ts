import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { realMachine } from './fake-terminal.test.ts';

interface SettingJson {
  readonly name: string;
  readonly value: unknown;
  readonly source: string;
  readonly variable: string | null;
  readonly description: string;
}

test('config shows every setting, its value, its meaning and where it came from; secrets it hides', async () => {
  await using machine = realMachine();
  const file = machine.directory.write(
    'certwright.yaml',
    'port: 8123\ndefault_expires: P30D\nadmin_password: canary one\nprofiles:\n  server: null\n',
  );
  const env = {
    CERTWRIGHT_CONFIG: file,
    CERTWRIGHT_HOST: '::1',
    CERTWRIGHT_DEFAULT_SUBJECT: 'C=AT,O=Example',
    CERTWRIGHT_DATA: machine.data,
  };
  const { exitCode, out, err } = await machine.type(['config', '--json'], { env });
  assert.deepEqual([exitCode, err], [0, '']);
  const settings = new Map((JSON.parse(out) as SettingJson[]).map((each) => [each.name, each]));
  const cases: [string, unknown, string][] = [
    ['data', machine.data, 'CERTWRIGHT_DATA'],
    ['host', '::1', 'CERTWRIGHT_HOST'],
    ['port', 8123, `${file}:1:7`],
    ['default_expires', 'P30DT00H00M00S', `${file}:2:18`],
    ['default_subject', 'C=AT,O=Example', 'CERTWRIGHT_DEFAULT_SUBJECT'],
    ['admin_password', '[secret]', `${file}:3:17`],
    ['profiles', { server: null }, `${file}:5:3`],
    ['log_level', 'info', 'default'],
    ['min_key_size', 2048, 'default'],
    ['default_hostname', null, 'default'],
  ];
  for (const [name, value, source] of cases) {
    assert.deepEqual(settings.get(name)?.value, value, name);
    assert.equal(settings.get(name)?.source, source, name);
    assert.ok((settings.get(name)?.description.length ?? 0) > 20);
  }
  const text = await machine.type(['config'], {
    env: { ...env, CERTWRIGHT_ADMIN_PASSWORD: 'canary two' },
  });
  assert.match(text.out, /^data = /);
  assert.match(
    text.out,
    /\nhost = ::1\n {2}\S.*\n {2}From: CERTWRIGHT_HOST\. Variable: CERTWRIGHT_HOST\n/,
  );
  assert.match(text.out, /\nadmin_password = \[secret\]\n/);
  assert.doesNotMatch(out + text.out, /canary/);
  assert.equal(existsSync(machine.data), false, 'nothing is made');
});

test('wrong settings stop every command with their place and exit code 3, but not the help', async () => {
  await using machine = realMachine();
  const file = machine.directory.write('certwright.yaml', 'prot: 8123\n');
  const cases: [Record<string, string>, RegExp][] = [
    [
      { CERTWRIGHT_PORT: 'eighty' },
      /^Error: CERTWRIGHT_PORT: port: must be a whole number from 0 to 65535\.\n$/,
    ],
    [
      { CERTWRIGHT_CONFIG: file },
      /certwright\.yaml:1:1: prot: no such setting; did you mean port\?\n$/,
    ],
    [{ CERTWRIGHT_CONFIG: '/nowhere.yaml' }, /^Error: \/nowhere\.yaml: no such file/],
    [
      { CERTWRIGHT_PORT: 'x', CERTWRIGHT_HOST: ' / ' },
      /\n {2}- CERTWRIGHT_HOST.*\n {2}- CERTWRIGHT_PORT/,
    ],
  ];
  for (const [env, said] of cases) {
    for (const words of [['config'], ['ca', 'list'], ['serve']]) {
      const { exitCode, out, err } = await machine.type(words, { env });
      assert.deepEqual([exitCode, out], [3, ''], words.join(' '));
      assert.match(err, said);
    }
    assert.equal((await machine.type(['cert', 'sign', '--help'], { env })).exitCode, 0);
  }
  assert.equal(existsSync(machine.data), false, 'nothing is made');
});

test('a wrong profile is told with its place in the settings', async () => {
  await using machine = realMachine();
  const file = machine.directory.write('c.yaml', 'profiles:\n  server:\n    expires: never\n');
  const { exitCode, err } = await machine.type(['ca', 'list'], {
    env: { CERTWRIGHT_CONFIG: file },
  });
  assert.equal(exitCode, 3);
  assert.match(err, /c\.yaml:3:14: /);
});
