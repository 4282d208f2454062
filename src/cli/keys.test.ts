import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfig } from '#config';
import { temporaryDirectory } from '#oracles';
import { realMachine } from './fake-terminal.test.ts';

test('key backends lists each with its type, and says what stands in the way of one', async () => {
  await using machine = realMachine();
  const open = machine.directory.path;
  mkdirSync(`${open}/open`, { mode: 0o755 });
  const file = machine.directory.write(
    'ca.yaml',
    [
      'keys:',
      '  shelf: {type: files, directory: shelf}',
      '  window: {type: files, directory: open}',
      '  hsm: {type: pkcs11, library: /nowhere/libtoken.so, token: ca, pin_env: HSM_PIN}',
    ].join('\n'),
  );
  const env = { CERTWRIGHT_CONFIG: file, HSM_PIN: 'a canary' };
  const { exitCode, out, err } = await machine.type(['key', 'backends'], { env });
  assert.deepEqual([exitCode, err], [0, '']);
  const [first, second, third, fourth = '', ...more] = out.trimEnd().split('\n');
  assert.deepEqual([first, second, ...more], ['default - files', 'shelf - files']);
  assert.match(third ?? '', /^window - files - not usable: .*chmod 700/);
  assert.match(fourth, /^hsm - pkcs11 - not usable: /);
  assert.doesNotMatch(out, /canary|nowhere/);
  const { out: json } = await machine.type(['key', 'backends', '--json'], { env });
  const rows = JSON.parse(json) as Record<string, unknown>[];
  assert.deepEqual(rows[0], { alias: 'default', type: 'files', usable: true, reason: null });
  assert.equal(rows[3]?.['usable'], false);
  const shown = await machine.type(['config'], { env });
  assert.match(shown.out, /^keys = \["shelf","window","hsm"\]$/m);
  assert.doesNotMatch(shown.out, /canary/);
});

test('key rewrap takes the keys in the database over to a new secret, and says how many', async () => {
  await using machine = realMachine();
  const secrets = {
    OLD: 'the secret of last year, long enough',
    NEW: 'the secret of this year, long enough',
  };
  const settings = (text: string): Record<string, string> => ({
    CERTWRIGHT_CONFIG: machine.directory.write(
      'ca.yaml',
      `keys: {rows: {type: database, ${text}}}`,
    ),
    ...secrets,
  });
  const create = ['ca', 'create', 'root', 'CN=root', '--key-backend', 'rows'];
  const made = await machine.type([...create, '--ocsp-key-backend', 'rows'], {
    env: settings('secret_env: OLD'),
  });
  assert.equal(made.exitCode, 0, made.err);
  const lost = await machine.type(['key', 'backends'], { env: settings('secret_env: NEW') });
  assert.match(lost.out, /^rows - database - not usable: The secret of the key backend rows/m);
  const both = settings('secret_env: NEW, former_secret_env: OLD');
  const rewrapped = await machine.type(['key', 'rewrap'], { env: both });
  assert.match(rewrapped.out, /^rows - [1-9] encrypted anew\n$/);
  const env = settings('secret_env: NEW');
  const { out } = await machine.type(['key', 'rewrap', 'rows', '--json'], { env });
  assert.deepEqual(JSON.parse(out), [{ alias: 'rows', rewrapped: 0 }]);
  assert.doesNotMatch((await machine.type(['key', 'backends'], { env })).out, /not usable/);
  const refused = await machine.type(['key', 'rewrap', 'default'], { env });
  assert.notEqual(refused.exitCode, 0);
  assert.match(refused.err, /default: this key backend cannot change a secret/);
});

test('every settings file in docs/keys.md is one that is understood', async () => {
  const page = readFileSync(new URL('../../docs/keys.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text]) => String(text));
  const types = [];
  for (const text of examples) {
    using directory = temporaryDirectory();
    const env = { CERTWRIGHT_CONFIG: directory.write('ca.yaml', text) };
    const { keyBackends = {} } = await loadConfig({ env });
    types.push(Object.values(keyBackends).map(({ type }) => type));
  }
  assert.deepEqual(types, [['files', 'database', 'pkcs11'], ['database'], ['pkcs11']]);
});
