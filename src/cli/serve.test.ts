import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { ask, skipWithout } from '#oracles';
import { realMachine } from './fake-terminal.test.ts';

const quiet = { CERTWRIGHT_LOG_LEVEL: 'error' };
const anyPort = ['serve', '--port', '0'];

/** The address in the banner. */
function baseOf(shown: string): string {
  return /ready at (\S+)/.exec(shown)?.[1] ?? '';
}

function basic(shown: string): string {
  const password = /shown this once: (\S+)/.exec(shown)?.[1] ?? '';
  return `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
}

test('the first start serves at once, the second serves the same, each until a signal', async () => {
  await using machine = realMachine();
  const first = machine.start(anyPort, { env: quiet });
  const shown = await first.shows('Ctrl-C ends it.');
  const authorization = basic(shown);
  const api = `${baseOf(shown)}api/ca/`;
  const list = (await (await fetch(api, { headers: { authorization } })).json()) as {
    name: string;
    serial: string;
  }[];
  assert.deepEqual(
    list.map(({ name }) => name),
    ['root', 'issuing'],
  );
  assert.equal((await fetch(`${baseOf(shown)}api/docs/`)).status, 200);
  machine.signals.emit('SIGINT');
  const { exitCode, err } = await first.ended;
  assert.deepEqual([exitCode, err], [0, '']);
  assert.equal(statSync(machine.data).mode & 0o777, 0o700);

  const second = machine.start(anyPort, { env: quiet });
  const again = await second.shows('Ctrl-C ends it.');
  assert.doesNotMatch(again, /password|openssl|first time/);
  const answer = await fetch(`${baseOf(again)}api/ca/`, { headers: { authorization } });
  assert.deepEqual(
    ((await answer.json()) as typeof list).map(({ serial }) => serial),
    list.map(({ serial }) => serial),
  );
  machine.signals.emit('SIGTERM');
  assert.equal((await second.ended).exitCode, 0);
});

test('a server on any port names the one that it has to ACME clients', async () => {
  await using machine = realMachine();
  const server = machine.start(anyPort, { env: quiet });
  const base = baseOf(await server.shows('Ctrl-C ends it.'));
  await machine.must('ca', 'edit', 'issuing', '--acme-enable');
  const directory = await (await fetch(`${base}acme/directory/`)).json();
  const { newOrder } = directory as { newOrder: string };
  assert.equal(new URL(newOrder).port, new URL(base).port);
  machine.signals.emit('SIGINT');
  await server.ended;
});

test(
  'the first request of the banner works as it is pasted',
  { skip: skipWithout('sh', 'openssl', 'curl', 'sed', 'tr') },
  async () => {
    const given: Record<string, string> = { CERTWRIGHT_ADMIN_PASSWORD: `Pa:ss "wörd' $x` };
    for (const variable of [{}, given]) {
      await using machine = realMachine();
      const env = { ...quiet, ...variable };
      const server = machine.start(anyPort, { env });
      const shown = await server.shows('Ctrl-C ends it.');
      const script = /paste into a shell:\n\n([^]*?)\n\n/.exec(shown)?.[1] ?? '';
      assert.doesNotMatch(shown, /Pa:ss/);
      const cwd = machine.directory.path;
      const answer = await ask('sh', ['-eu', '-c', script], { cwd, env: variable });
      assert.equal(answer.exitCode, 0, answer.stderr + script);
      assert.match(
        answer.stdout,
        /subject=CN ?= ?host\.example\.com\nissuer=CN ?= ?Certwright Issuing CA\n/,
      );
      machine.signals.emit('SIGINT');
      assert.equal((await server.ended).exitCode, 0);
    }
  },
);

test('other commands work beside a running server', async () => {
  await using machine = realMachine();
  const server = machine.start(anyPort, { env: quiet });
  const shown = await server.shows('Ctrl-C ends it.');
  await machine.must('ca', 'create', 'beside', 'CN=beside', '--api-enable');
  const authorization = basic(shown);
  const list = (await (
    await fetch(`${baseOf(shown)}api/ca/`, { headers: { authorization } })
  ).json()) as unknown[];
  assert.equal(list.length, 3);
  machine.signals.emit('SIGINT');
  assert.equal((await server.ended).exitCode, 0);
});

test('a prefix, a path of the settings, stands in every address', async () => {
  await using machine = realMachine();
  const server = machine.start(anyPort, { env: { ...quiet, CERTWRIGHT_PATH: 'django_ca/' } });
  const shown = await server.shows('Ctrl-C ends it.');
  assert.match(shown, /API {3}http:\/\/127\.0\.0\.1:\d+\/django_ca\/api\/\n/);
  const answer = await fetch(`${baseOf(shown)}api/ca/`, {
    headers: { authorization: basic(shown) },
  });
  assert.equal(answer.status, 200);
  machine.signals.emit('SIGINT');
  assert.equal((await server.ended).exitCode, 0);
});

test('a start that cannot be says why in one line, and leaves everything as it was', async () => {
  await using machine = realMachine();
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const file = machine.directory.write('file', '');
  const cases: [Record<string, string>, number, RegExp][] = [
    [{ CERTWRIGHT_PORT: String(port) }, 4, /another program listens there/],
    [{ CERTWRIGHT_HOST: '192.0.2.1' }, 4, /no such address/],
    [{ CERTWRIGHT_DATA: `${file}/data` }, 3, /a part of the path is a file/],
    [{ CERTWRIGHT_DATA: file }, 3, /a file of that name/],
    [{ CERTWRIGHT_DATABASE: 'mysql://x' }, 3, /CERTWRIGHT_DATABASE/],
    [{ CERTWRIGHT_PROFILES: '', CERTWRIGHT_DEFAULT_PROFILE: 'nope' }, 3, /nope/],
  ];
  for (const [env, code, said] of cases) {
    const { exitCode, out, err } = await machine.type(['serve'], {
      env: { CERTWRIGHT_PORT: '0', ...quiet, ...env },
    });
    assert.deepEqual([exitCode, out], [code, ''], err);
    assert.match(err, said);
    assert.match(err, /^Error: [^\n]+\n$/);
    if (code === 4) assert.equal(existsSync(machine.data), false);
  }
  taken.close();
});

test('a data directory of a newer version, a database that is none, and one that cannot be read are left alone', async () => {
  await using machine = realMachine();
  await machine.must('ca', 'list');
  const database = `${machine.data}/certwright.db`;
  const newer = new DatabaseSync(database);
  const columns = newer.prepare("select name from pragma_table_info('migration')").all();
  assert.ok(columns.length > 0);
  newer.exec(`insert into migration (id, applied_at_ms) values ('future/001', 0)`);
  newer.close();
  const { exitCode, err } = await machine.type(['serve', '--port', '0']);
  assert.equal(exitCode, 3, err);
  assert.match(err, /^Error: [^\n]*newer[^\n]*\n$/);

  mkdirSync(`${machine.directory.path}/other`);
  writeFileSync(
    `${machine.directory.path}/other/certwright.db`,
    'this is no database, but a text that is long enough',
  );
  const other = await machine.type(['serve', '--port', '0'], {
    env: { CERTWRIGHT_DATA: `${machine.directory.path}/other` },
  });
  assert.equal(other.exitCode, 3, other.err);
  assert.match(other.err, /^Error: [^\n]+\n$/);
});

const isRoot = process.getuid?.() === 0;

test(
  'a read-only data directory is told in one line',
  { skip: isRoot ? 'root may write anywhere' : false },
  async () => {
    await using machine = realMachine();
    mkdirSync(machine.data, { mode: 0o500 });
    const { exitCode, err } = await machine.type(['serve', '--port', '0']);
    chmodSync(machine.data, 0o700);
    assert.equal(exitCode, 3, err);
    assert.match(err, /^Error: [^\n]+\n$/);
    assert.deepEqual(readdirSync(machine.data), []);
  },
);
