import { beforeSigning } from './before-signing.ts';
import type { RunningProcess } from './house.ts';
import type { Fault } from './plan.ts';
import { hearOf, type Scene } from './scene.ts';

/** A start takes longer than all else in a round, so that `all` is seldom killed. */
const victims = [
  ...(['the server', 'the server', 'the server', 'who signs'] as const),
  ...(['the worker', 'the worker', 'all'] as const),
];
const withDatabase = [
  ...(['the server', 'all', 'the database', 'the database'] as const),
  ...(['the worker', 'the worker', 'who signs', 'who signs'] as const),
];
type Victim = (typeof victims | typeof withDatabase)[number];

/**
 * D1: `kill -9` of the server, a worker, all, or one that is about to sign; on PostgreSQL also of the database under
 * them, as by a power cut, after which they must go on by themselves.
 */
export const kill: Fault = {
  databases: ['sqlite', 'postgresql'],
  killsServer: true,
  skip: () => process.platform === 'win32' && 'Windows has no kill -9',
  strike: async (scene, random) => {
    const victim = random.pick(scene.postgresql ? withDatabase : victims);
    return { what: victim, faults: await hit(scene, victim, 1 + random.below(5)) };
  },
};

/** Whoever is killed is about to sign, always. */
export const killWhoSigns: Fault = {
  ...kill,
  strike: async (scene) => ({ what: 'who signs', faults: await hitBeforeSigning(scene) }),
};

/** What was wrong then; a database must be back for so many certificates `more`. */
async function hit(scene: Scene, victim: Victim, more: number): Promise<string[]> {
  if (victim === 'who signs') return hitBeforeSigning(scene);
  if (victim === 'the database') {
    await scene.postgresql?.crash();
    return hearOf(scene, more);
  }
  await killAll(
    {
      'the server': [scene.server()],
      'the worker': [scene.worker()],
      all: scene.all(),
    }[victim],
  );
  return [];
}

/** Beside a server that holds keys, a worker has little to sign. */
async function hitBeforeSigning(scene: Scene): Promise<string[]> {
  const signer = scene.postgresql ? scene.worker() : scene.server();
  return beforeSigning(scene, signer, () => signer.kill());
}

async function killAll(processes: readonly RunningProcess[]): Promise<void> {
  await Promise.all(processes.map((each) => each.kill()));
}
