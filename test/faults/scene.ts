import { setTimeout as wait } from 'node:timers/promises';
import { startPostgresql, type PostgresqlServer } from '#oracles';
import { runClients } from './clients.ts';
import { faultHouse, type FaultHouse, type HouseOptions, type RunningProcess } from './house.ts';
import type { Line } from './line.ts';
import { countsOf, nothingTold, type Told } from './told.ts';

/** A CA under load: its database, its processes, and what their clients were told. */
export interface Scene extends AsyncDisposable {
  readonly house: FaultHouse;
  readonly told: Told;
  /** Of the database; undefined on SQLite. */
  readonly postgresql: PostgresqlServer | undefined;
  /** The process that answers. */
  server(): RunningProcess;
  /** One that only does what was booked. */
  worker(): RunningProcess;
  /** These two, and on PostgreSQL another worker. */
  all(): readonly RunningProcess[];
  /** Starts what is not there. */
  startMissing(): Promise<void>;
  /** Lets clients be busy for as long as `act` takes. */
  underLoad<T>(act: (line: Line) => Promise<T>): Promise<T>;
}

/** What a scene is set up with. */
export interface SceneOptions extends Omit<HouseOptions, 'database'> {
  readonly database: 'sqlite' | 'postgresql';
  readonly clients: number;
}

/** The processes over one database, and what they are started with. */
const roles = {
  sqlite: { server: ['serve', '--port', '0'], worker: ['work'] },
  // Whoever answers holds no keys: it is the workers who sign.
  postgresql: { server: ['serve', '--web-only', '--port', '0'], worker: ['work'], other: ['work'] },
} as const;

export async function openScene({ database, clients, ...how }: SceneOptions): Promise<Scene> {
  const postgresql = database === 'postgresql' ? await startPostgresql() : undefined;
  const url = await postgresql?.newDatabase();
  const house = await faultHouse({ ...how, ...(url !== undefined && { database: url }) });
  const told = nothingTold();
  const processes = new Map<string, RunningProcess>();
  const running = (role: string): RunningProcess => {
    const found = processes.get(role);
    if (!found) throw new Error(`there is no ${role} yet`);
    return found;
  };
  return {
    house,
    told,
    postgresql,
    server: () => running('server'),
    worker: () => running('worker'),
    all: () => [...processes.values()],
    startMissing: async () => {
      const missing = Object.entries(roles[database]).filter(
        ([role]) => !processes.get(role)?.isAlive(),
      );
      await Promise.all(
        missing.map(async ([role, words]) => processes.set(role, await house.start(...words))),
      );
    },
    underLoad: async (act) => {
      const enough = new AbortController();
      const base = (): string => running('server').base;
      const line = { house, told, base, signal: enough.signal };
      const load = runClients(line, clients);
      try {
        return await act(line);
      } finally {
        enough.abort();
        await load;
      }
    },
    [Symbol.asyncDispose]: async () => {
      await house[Symbol.asyncDispose]();
      await postgresql?.[Symbol.asyncDispose]();
    },
  };
}

/** A server that tells of no certificate for so long is stuck: longer than it waits for its database. */
const patienceMs = 60_000;

/** Waits until clients were told of so many certificates more; otherwise says that they were not. */
export async function hearOf({ told }: Scene, more: number): Promise<string[]> {
  const { issued, statuses, refusals } = told;
  const enough = issued.size + more;
  const deaf = await until(() => issued.size >= enough, `of ${more} certificates more`);
  return deaf.map((fault) => `${fault}; answers ${countsOf(statuses)}; ${countsOf(refusals)}`);
}

/** Waits until `holds`; otherwise says that it did not come to that. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
): Promise<string[]> {
  const giveUpMs = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > giveUpMs) return [`nothing was heard ${what} for ${patienceMs} ms`];
    await wait(5);
  }
  return [];
}
