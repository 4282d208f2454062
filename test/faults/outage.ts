import { setTimeout as wait } from 'node:timers/promises';
import { skipWithoutPostgresql } from '#oracles';
import type { Line } from './line.ts';
import type { Fault } from './plan.ts';
import { hearOf, until } from './scene.ts';

const mostDownMs = 3000;

/**
 * `pg_ctl stop -m immediate` of the database, which stays away for a while: whoever asks is told so (503), and all goes
 * on by itself afterwards.
 */
export const outage: Fault = {
  databases: ['postgresql'],
  killsServer: false,
  skip: skipWithoutPostgresql,
  strike: async (scene, random, line) => {
    const downMs = random.below(mostDownMs);
    await scene.postgresql?.stop();
    const red = await until(async () => !(await isReady(line)), 'of an outage from /readyz');
    await wait(downMs);
    await scene.postgresql?.start();
    const faults = [...red, ...(await hearOf(scene, 1 + random.below(10)))];
    const green = await until(() => isReady(line), 'of its end from /readyz');
    return { what: `no database for ${downMs} ms`, faults: [...faults, ...green] };
  },
};

/** What a load balancer is told. */
export async function isReady(line: Line): Promise<boolean> {
  const response = await fetch(`${line.base()}readyz`, { signal: line.signal });
  await response.arrayBuffer();
  return response.status === 200;
}
