import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';

/** A PostgreSQL server of our own, listening on a socket in its directory and nowhere else. */
export interface PostgresqlServer extends AsyncDisposable {
  /** `postgres://…/` of a new, empty database. */
  newDatabase(): Promise<string>;
  /** Ends it at once, as a power cut would, and starts it again over the same files. */
  crash(): Promise<void>;
  /** The first half of {@link crash}. */
  stop(): Promise<void>;
  /** The second half. */
  start(): Promise<void>;
  /** Copies its files as they are at this moment; in place of an earlier copy. */
  backup(): Promise<void>;
  /** Ends it at once and puts the copy in place: what came later is lost, as at a failover to a late standby. */
  fallBack(): Promise<void>;
}

const variable = 'CERTWRIGHT_TEST_POSTGRESQL';

/** Where Debian and others keep the programs of the server, newest first; `PG_BIN` names another directory. */
export function findPostgresql(): string | undefined {
  const root = '/usr/lib/postgresql';
  const installed = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const candidates = [
    process.env['PG_BIN'],
    ...installed.map((version) => `${root}/${version}/bin`),
  ];
  return candidates.find((bin) => bin !== undefined && existsSync(join(bin, 'initdb')));
}

/** For a test's `skip`: why no server can be started here; false when one can. */
export function skipWithoutPostgresql(): string | false {
  if (!findPostgresql())
    return 'no PostgreSQL server is installed (Debian: postgresql; or set PG_BIN)';
  if (process.getuid?.() === 0 && !findUser())
    return 'root cannot run PostgreSQL, and there is no user postgres';
  return false;
}

/**
 * The address of a new database for one test: in memory, or on the PostgreSQL server that `npm run test:postgresql` has
 * started for the whole run.
 *
 * @param prepare  Makes its tables. Called for the first database of the run only: the others are copies of that one.
 *   Not called for one in memory, where opening it costs as little. Default: it is empty.
 */
export async function testDatabase(prepare?: Prepare): Promise<string> {
  const server = process.env[variable];
  if (server === undefined) return 'sqlite::memory:';
  return newDatabase(server, prepare && (await templateBy(server, prepare)));
}

/** Fills the database at `url`, and leaves no connection to it. */
type Prepare = (url: string) => Promise<unknown>;

/** Starts a server over new files; end it with `await using`. Durable, but in memory where the system has such a place. */
export async function startPostgresql(): Promise<PostgresqlServer> {
  const bin = findPostgresql();
  if (bin === undefined) throw new Error(String(skipWithoutPostgresql()));
  const directory = mkdtempSync(
    join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'certwright-pg-'),
  );
  const user = process.getuid?.() === 0 ? findUser() : undefined;
  if (user) chownSync(directory, user.uid, user.gid);
  const [data, copy] = [join(directory, 'data'), join(directory, 'copy')];
  const run = (program: string, args: string): Promise<void> =>
    runProgram(join(bin, program), ['-D', data, ...args.split(' ')], user);
  let runs = false;
  const start = async (): Promise<void> => {
    const log = ['-l', join(directory, 'log'), '-o', options(directory)];
    await runProgram(join(bin, 'pg_ctl'), ['start', '-w', '-D', data, ...log], user);
    runs = true;
  };
  const stop = async (): Promise<void> => {
    if (runs) await run('pg_ctl', 'stop -m immediate');
    runs = false;
  };
  await run('initdb', '-U ca -A trust -E UTF8 --no-instructions --locale=C');
  await start();
  const address = `postgres://ca@localhost/postgres?host=${encodeURIComponent(directory)}`;
  return {
    newDatabase: () => newDatabase(address),
    stop,
    start,
    crash: async () => {
      await stop();
      await start();
    },
    backup: async () => {
      rmSync(copy, { recursive: true, force: true });
      const whence = ['-h', directory, '-U', 'ca', '-c', 'fast'];
      await runProgram(join(bin, 'pg_basebackup'), ['-D', copy, ...whence], user);
    },
    fallBack: async () => {
      await stop();
      rmSync(data, { recursive: true });
      renameSync(copy, data);
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Without standing still: the clients of the server may be in this process. */
async function runProgram(path: string, args: readonly string[], user?: User): Promise<void> {
  // A server inherits what it is not given, and keeps a pipe open for as long as it lives.
  const child = spawn(path, args, { ...user, stdio: 'ignore' });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`${path} ${args.join(' ')}: ${status}`);
}

function options(directory: string): string {
  return `-c listen_addresses= -c unix_socket_directories=${directory} -c max_connections=300`;
}

async function newDatabase(server: string, template = 'template0'): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await withClient(server, (client) =>
    client.query(`create database ${name} template ${template}`),
  );
  return addressOf(server, name);
}

const prepared = 'template_prepared';

/** The database that `prepare` has filled; the tests of a run are processes that wait for the first of them to do it. */
async function templateBy(server: string, prepare: Prepare): Promise<string> {
  await withClient(server, async (client) => {
    await client.query('select pg_advisory_lock(1)');
    const { rows } = await client.query(`select from pg_database where datname = '${prepared}'`);
    if (rows.length > 0) return;
    const unnamed = await newDatabase(server);
    await prepare(unnamed);
    const [name] = /test_\w+/.exec(unnamed) ?? [];
    await client.query(`alter database ${name} rename to ${prepared}`);
  });
  return prepared;
}

function addressOf(server: string, database: string): string {
  return server.replace('/postgres?', `/${database}?`);
}

async function withClient(
  server: string,
  act: (client: Client) => Promise<unknown>,
): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. */
function findUser(): User | undefined {
  try {
    const id = (flag: string): number =>
      Number(
        execFileSync('id', [flag, 'postgres'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      );
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** Runs a command with a server for its whole length; answers its exit code. */
export async function withPostgresql(command: string, args: readonly string[]): Promise<number> {
  await using server = await startPostgresql();
  const first = await server.newDatabase();
  const address = first.replace(/\/test_[^?]+\?/, '/postgres?');
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, [variable]: address },
  });
  return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
