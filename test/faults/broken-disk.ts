import { setTimeout as wait } from 'node:timers/promises';
import { order } from './clients.ts';
import type { Line } from './line.ts';
import type { Fault } from './plan.ts';
import { hearOf, type Scene } from './scene.ts';
import { inject, skipWithoutStrace } from './strace.ts';

/** How a disk refuses: the calls, the error, and which of them (of each thread). */
interface Refusal {
  readonly calls: string;
  readonly error: 'EIO' | 'ENOSPC';
  readonly when: '1+' | '2+3' | '1..3';
}

const flushes = 'fsync,fdatasync';
const writes = 'pwrite64,pwritev,ftruncate';

/** `1+`: every one, `2+3`: every third, `1..3`: the first ones only. */
const refusals: readonly Refusal[] = (['1+', '2+3', '1..3'] as const).flatMap((when) => [
  { calls: flushes, error: 'EIO', when },
  { calls: writes, error: 'EIO', when },
  { calls: writes, error: 'ENOSPC', when },
]);

const longestMs = 1500;

/**
 * D4: the disk of an SQLite file refuses what it is given. Nothing is told that is not stored, and all goes on by itself
 * when it takes things again. While it refuses everything, nobody is told that anything was done.
 */
export const brokenDisk: Fault = {
  databases: ['sqlite'],
  killsServer: false,
  skip: skipWithoutStrace,
  strike: async (scene, random, line) => {
    const { calls, error, when } = random.pick(refusals);
    const injection = await inject(scene.server().pid, calls, `error=${error}:when=${when}`);
    const faults = when === '1+' ? await falseSuccess(scene, line) : [];
    await wait(random.below(longestMs));
    await injection.letGo();
    const what = `${error} of ${calls} (${when})`;
    return { what, faults: [...faults, ...(await hearOf(scene, 1 + random.below(10)))] };
  },
};

/** An order of our own, begun after the disk has ceased to work. */
async function falseSuccess({ told }: Scene, line: Line): Promise<string[]> {
  const alone = { ...line, told: { ...told, orders: [] as string[] } };
  const serial = await order(alone, 'broken.example.com');
  told.orders.push(...alone.told.orders);
  const lies = serial === undefined ? alone.told.orders : [serial];
  return lies.map((each) => `${each} was told, though nothing can have been stored`);
}
