import type { Fault } from './plan.ts';
import { hearOf, type Scene } from './scene.ts';

/** A start takes longer than all else in a round, so that `all` is seldom killed. */
const victims = [
  ...(['the server', 'the server', 'the server'] as const),
  ...(['the worker', 'the worker', 'all'] as const),
];
const withDatabase = [
  ...(['the server', 'all', 'the database', 'the database'] as const),
  ...(['the worker', 'the worker', 'the worker', 'the worker'] as const),
];
type Victim = (typeof victims | typeof withDatabase)[number];

/**
 * D1: `kill -9` of the server, a worker or all; on PostgreSQL also of the database under them, as by a power cut, after
 * which they must go on by themselves.
 */
export const kill: Fault = {
  databases: ['sqlite', 'postgresql'],
  killsServer: true,
  skip: () => process.platform === 'win32' && 'Windows has no kill -9',
  strike: async (scene, random) => {
    const victim = random.pick(scene.postgresql ? withDatabase : victims);
    await strike(scene, victim);
    const faults = victim === 'the database' ? await hearOf(scene, 1 + random.below(5)) : [];
    return { what: victim, faults };
  },
};

async function strike({ postgresql, server, worker, all }: Scene, victim: Victim): Promise<void> {
  if (victim === 'the database') return postgresql?.crash();
  const hit = { 'the server': [server()], 'the worker': [worker()], all: all() }[victim];
  await Promise.all(hit.map((each) => each.kill()));
}
