import { setTimeout as wait } from 'node:timers/promises';
import { startPostgresql, type PostgresqlServer } from '#oracles';
import { createRandom } from '../fuzz/random.ts';
import { nothingTold, runClients, type Told } from './clients.ts';
import { faultHouse, type FaultHouse, type RunningProcess } from './house.ts';
import { judge } from './oracle.ts';

/** What is done to whom, and how often. */
export interface KillPlan {
  readonly seed: number;
  readonly count: number;
  readonly database: 'sqlite' | 'postgresql';
  /** Default: 8. */
  readonly clients?: number;
  /** A kill comes within so long after the server is ready. Default: 1500. */
  readonly withinMs?: number;
  /** Lets the server lie about what it has stored: the judge must notice. */
  readonly sabotage?: boolean;
  /** Hears of every round. */
  readonly tell?: (line: string) => void;
}

/** How a loop ended. */
export interface KillReport {
  readonly kills: number;
  readonly told: Told;
  /** Empty, or what was wrong after the round at which the loop was given up. */
  readonly faults: readonly string[];
}

/**
 * Kills a server under load at random moments (`kill -9`; on PostgreSQL every third time the database server instead, as
 * by a power cut), starts it again, and after each round compares what clients, keys, tables and trail say.
 */
export async function killLoop(plan: KillPlan): Promise<KillReport> {
  await using server = plan.database === 'postgresql' ? await startPostgresql() : undefined;
  const database = await server?.newDatabase();
  await using house = await faultHouse({
    ...(database !== undefined && { database }),
    ...(plan.sabotage && { broken: true }),
  });
  const told = nothingTold();
  const random = createRandom(plan.seed);
  for (let round = 1; round <= plan.count; round++) {
    const afterMs = random.below(plan.withinMs ?? 1500);
    const victim = server && random.oneIn(3) ? server : undefined;
    await oneRound({ house, told, afterMs, victim, clients: plan.clients ?? 8 });
    const faults = await judge(house, told);
    plan.tell?.(lineOf({ round, afterMs, victim: victim ? 'database' : 'server', told, faults }));
    if (faults.length > 0) return { kills: round, told, faults };
  }
  return { kills: plan.count, told, faults: [] };
}

interface Round {
  readonly house: FaultHouse;
  readonly told: Told;
  readonly afterMs: number;
  /** The server of the database, when that is to be killed. */
  readonly victim: PostgresqlServer | undefined;
  readonly clients: number;
}

/** Load from before the server is killed until it is gone; where the database was, until all has gone on for a while. */
async function oneRound({ house, told, afterMs, victim, clients }: Round): Promise<void> {
  const server: RunningProcess = await house.start('serve', '--port', '0');
  const enough = new AbortController();
  const line = { house, told, base: () => server.base };
  const load = runClients(line, clients, enough.signal);
  await wait(afterMs);
  if (victim) {
    await victim.crash();
    await wait(afterMs);
  }
  const killed = server.kill();
  enough.abort();
  await Promise.all([killed, load]);
}

function lineOf(seen: {
  readonly round: number;
  readonly afterMs: number;
  readonly victim: string;
  readonly told: Told;
  readonly faults: readonly string[];
}): string {
  const { round, afterMs, victim, told, faults } = seen;
  const { orders, issued, revoked } = told;
  const sums = `${orders.length} orders, ${issued.size} issued, ${revoked.length} revoked`;
  return `${round}: ${victim} after ${afterMs} ms; told so far: ${sums}; faults: ${faults.length}`;
}
