import { CaError, systemClock } from '#base';
import type { Clock, Secret } from '#base';
import type { Kysely, Transaction } from 'kysely';
import { resolve } from 'node:path';
import { openInline } from './connection.ts';
import type { Connection } from './connection.ts';
import { createReader } from './dialect.ts';
import { postgresql, sqlite } from './engine.ts';
import type { Engine } from './engine.ts';
import { openFileConnections } from './file-connections.ts';
import type { FileOptions } from './file-connections.ts';
import { FilePresences } from './file-presence.ts';
import { GroupCommit } from './group-commit.ts';
import type { GroupCommitOptions } from './group-commit.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migrate.ts';
import { noPresences } from './presence.ts';
import type { Presences } from './presence.ts';
import { findOpenError } from './statement-error.ts';
import type { Listener } from './postgresql-listener.ts';
import { Turns } from './turns.ts';
import type { Work } from './work.ts';

/** Where all rooms keep what must last. */
export interface Database extends Presences {
  readonly kind: 'sqlite' | 'postgresql';
  /**
   * Queries over committed state, at any time and without waiting for writers; writing through it is refused. What it
   * gives is on disk: nobody is told of what a power cut could still undo.
   * Inside a transaction it does not show what that transaction wrote: decide upon what `trx` reads.
   * (In memory, where one connection does both, there it does show it.)
   */
  reader<Tables>(): Kysely<Tables>;
  /**
   * As `reader`, for queries that may look at many rows: on an SQLite file they run in a thread of their own, so that this
   * one does not stand still, and each costs a message there and back (some 50 µs).
   */
  scanner<Tables>(): Kysely<Tables>;
  /**
   * Runs `work` in one transaction and resolves with its value once that is on disk. Calls that meet share a commit,
   * a lone one commits at once. What `work` throws rolls back that work alone and is thrown on, after the commit of the
   * others. `work` may be run a second time, when the shared commit or another work of it failed: what it does, it does
   * through `trx`.
   * It holds up all other writers: no network and no slow signature inside.
   *
   * @throws CaError `busy` when another process held the database for half a minute, when 10,000 works are waiting, or
   *   when it is closing, or the disk is full or broken; `internal` when the commit failed. In all of these nothing has been
   *   stored. `outcome_unknown` when the disk or the server was lost while it committed: look.
   * @throws AssertionError when called inside the work of another transaction.
   */
  transaction<Tables, T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /**
   * Calls `hear` after another process has committed a work that told of `topic` by `notify`, and whenever it may have:
   * after the connection was lost. What this process commits it tells by `afterCommit`. The answer ends it.
   * Only PostgreSQL tells: who must hear of everything looks from time to time too.
   */
  listen(topic: string, hear: () => void): () => void;
  /**
   * Calls `hear` when the server is lost, and again when it is back, perhaps another one that took its place, before
   * anything is written there.
   */
  whenLost(hear: () => void): void;
  /**
   * A number that is another one once any process has committed, from the moment of the commit on: as long as it stays,
   * what was read after it was asked for is still so. Undefined where only a look into the tables can tell: in memory, on
   * PostgreSQL, and for a moment now and then. Some microseconds, on this thread.
   */
  stamp(): number | undefined;
  /**
   * As `stamp`, for some tables: it stays while this process writes to others, and as long as no other process has
   * committed anything at all.
   */
  stampOf(tables: readonly string[]): number | undefined;
  /** Finishes what was asked, then closes; what is asked later is refused with `busy`. */
  close(): Promise<void>;
}

/** What {@link openDatabase} is told. */
export interface DatabaseOptions {
  /**
   * `sqlite:PATH` (relative to the working directory), `sqlite::memory:` for one that ends with the process, or
   * `postgres://USER@HOST/NAME` (PostgreSQL 14 or later, with libpq's parameters such as `sslmode`).
   */
  readonly url: string;
  /** For PostgreSQL, instead of one in the URL. */
  readonly password?: Secret;
  /** Every step of every room, in the order of their dependence. */
  readonly migrations: readonly Migration[];
  /** `apply` (the default) brings the tables up to date; `leave` opens the database as it is, to look at it. */
  readonly schema?: 'apply' | 'leave';
  readonly clock?: Clock;
  /** Hears what `afterCommit` hooks throw. Default: a process warning. */
  readonly report?: (error: unknown) => void;
  /** Hears of every durable commit and how many works shared it. */
  readonly observe?: (commit: { readonly works: number }) => void;
}

/** How long to wait for another process, for instance a backup or a command beside the server. */
const busyMs = 30_000;

/**
 * Opens a database, creating it if need be, and brings its tables up to date.
 *
 * @throws CaError `bad_config` for a URL of another kind; `bad_data_directory` when the file or its directory cannot be
 *   used, saying what to do; `data_too_new` when a newer version has written it; `busy` when another process holds it.
 *   In none of these cases have its tables changed.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (/^postgres(ql)?:/i.test(options.url)) return openServer(options);
  const path = parseUrl(options.url);
  try {
    return await (path === ':memory:' ? openMemory(options) : openFile(resolve(path), options));
  } catch (error) {
    throw findOpenError(error) ?? error;
  }
}

/** One connection: readers and batches of writers take turns, except for readers inside a work. */
async function openMemory(options: DatabaseOptions): Promise<Database> {
  const connection = openInline({ path: ':memory:', role: 'writer', busyMs });
  const turns = new Turns();
  const writes = createWrites(sqlite, connection, options, {
    alone: (batch) => turns.take(batch),
  });
  await prepare(writes, options, [connection]);
  const reader = createReader(sqlite, (statement) =>
    writes.isInside() ? connection.run(statement) : turns.take(() => connection.run(statement)),
  );
  return createDatabase(sqlite, {
    reader,
    writes,
    connections: [connection],
    presences: noPresences,
  });
}

/** See `openFileConnections`. @param flush  For tests of this room: what stands for the disk. */
export async function openFile(
  path: string,
  options: DatabaseOptions,
  flush?: FileOptions['flush'],
): Promise<Database> {
  const { report = warn } = options;
  const { writer, read, scan, stamp, stampOf, keepUndoInMemory, close } = await openFileConnections(
    {
      path,
      busyMs,
      report,
      ...(flush && { flush }),
    },
  );
  const writes = createWrites(sqlite, writer, options);
  await prepare(writes, options, [{ close }]);
  keepUndoInMemory();
  const presences = new FilePresences(path, report);
  return createDatabase(sqlite, {
    reader: createReader(sqlite, read),
    scanner: createReader(sqlite, scan),
    writes,
    connections: [{ close }, presences],
    presences,
    stamp,
    stampOf,
  });
}

/**
 * A connection that writes, in turn with other processes, a few that read or scan, and one that listens to the
 * others and lets them see this one. The driver is loaded only here.
 */
async function openServer(options: DatabaseOptions): Promise<Database> {
  const driver = await import('./postgresql.ts');
  const { clientConfig, Listener, openReaders, openWriter } = driver;
  const { url, password } = options;
  const server = { url, busyMs, ...(password && { password }) };
  const standing = new driver.StandingConnection(clientConfig(server));
  const listener = new Listener(standing);
  const lost: (() => void)[] = [];
  const writer = await openWriter(server, () => {
    for (const hear of lost) hear();
  });
  const writes = createWrites(postgresql, writer, options, {
    notification: (topics) => listener.notification(topics),
  });
  await prepare(writes, options, [writer]);
  const [readers, scanners] = [openReaders(server), openReaders(server)];
  return createDatabase(postgresql, {
    reader: createReader(postgresql, (statement) => readers.run(statement)),
    scanner: createReader(postgresql, (statement) => scanners.run(statement)),
    writes,
    connections: [readers, scanners, writer],
    presences: new driver.ServerPresences(standing, (statement) => readers.run(statement)),
    standing,
    listener,
    lost,
  });
}

function createWrites(
  engine: Engine,
  writer: Connection,
  options: DatabaseOptions,
  own: Partial<Pick<GroupCommitOptions, 'alone' | 'notification'>> = {},
): GroupCommit {
  return new GroupCommit({
    engine,
    writer,
    clock: options.clock ?? systemClock,
    report: options.report ?? warn,
    observe: options.observe ?? (() => undefined),
    alone: (batch) => batch(),
    notification: () => '',
    ...own,
  });
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}

async function prepare(
  writes: GroupCommit,
  { migrations, schema, clock = systemClock }: DatabaseOptions,
  connections: readonly Closable[],
): Promise<void> {
  if (schema === 'leave') return;
  try {
    await writes.submit((trx) => migrate(trx, migrations, clock));
  } catch (error) {
    await closeAfter(connections, error);
  }
}

async function closeAfter(connections: readonly Closable[], error: unknown): Promise<never> {
  for (const connection of connections) await connection.close();
  throw error;
}

type Closable = Pick<Connection, 'close'>;

/** What a database is put together from. */
interface Parts {
  readonly reader: Kysely<unknown>;
  /** Default: the reader. */
  readonly scanner?: Kysely<unknown>;
  readonly writes: GroupCommit;
  /** In the order in which they are closed. */
  readonly connections: readonly Closable[];
  readonly presences: Presences;
  /** What listens, and is closed before all others. */
  readonly standing?: Closable;
  readonly listener?: Listener;
  /** Who hears of it when the server is lost. */
  readonly lost?: (() => void)[];
  readonly stamp?: () => number | undefined;
  readonly stampOf?: (tables: readonly string[]) => number | undefined;
}

function createDatabase(
  { kind }: Engine,
  { reader, scanner = reader, writes, connections, presences, ...more }: Parts,
): Database {
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    // Idle connections keep no process alive, not even until they are closed.
    const alive = setInterval(() => undefined, busyMs);
    try {
      await more.standing?.close();
      await writes.close();
      for (const connection of connections) await connection.close();
    } finally {
      clearInterval(alive);
    }
  };
  return Object.freeze<Database>({
    kind,
    reader: <Tables>() => reader as Kysely<Tables>,
    scanner: <Tables>() => scanner as Kysely<Tables>,
    transaction: <Tables, T>(work: (trx: Transaction<Tables>) => Promise<T>) =>
      writes.submit(work as Work<T>),
    whenLost: (hear) => void more.lost?.push(hear),
    listen: (topic, hear) => more.listener?.listen(topic, hear) ?? (() => undefined),
    appear: () => presences.appear(),
    listGone: (names) => presences.listGone(names),
    stamp: () => more.stamp?.(),
    stampOf: (tables) => more.stampOf?.(tables),
    close: () => (closed ??= close()),
  });
}

/** The path of a SQLite URL. Of any other, nothing but its scheme is repeated: the rest may hold a password. */
function parseUrl(url: string): string {
  const [, scheme, path] = /^([a-z][a-z0-9+.-]{0,20}):(.*)$/is.exec(url) ?? [];
  if (scheme === 'sqlite' && path) return path;
  const found = scheme ? `a ${scheme} address` : 'no address';
  throw new CaError(
    'bad_config',
    `The database must be given as sqlite:PATH, sqlite::memory: or postgres://USER@HOST/NAME, but this is ${found}.`,
  );
}
