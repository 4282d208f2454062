import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './plan.ts';
import { hearOf, until, type Scene } from './scene.ts';
import { skipWithoutMount } from './small-disk.ts';

const mostFullMs = 2000;

/**
 * D4: the disk of an SQLite file is full for a while. Whoever asks for what has to be stored is told so (503), and all
 * goes on by itself when there is room.
 */
export const fullDisk: Fault = {
  databases: ['sqlite'],
  smallDisk: true,
  killsServer: false,
  skip: skipWithoutMount,
  strike: async (scene, random) => {
    const ballast = `${scene.house.directory}/ballast`;
    const refused = refusals(scene);
    fill(ballast);
    const felt = await until(() => refusals(scene) > refused, 'of a disk that is full');
    const fullMs = random.below(mostFullMs);
    await wait(fullMs);
    rmSync(ballast);
    const faults = [...felt, ...(await hearOf(scene, 1 + random.below(10)))];
    return { what: `a disk that was full for ${fullMs} ms`, faults };
  },
};

function refusals({ told }: Scene): number {
  return told.statuses.get(503) ?? 0;
}

const chunk = new Uint8Array(64 * 1024);

/** Writes until not one more octet can be written. */
function fill(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (let size = chunk.length; size > 0;) {
      try {
        writeSync(file, chunk, 0, size);
      } catch {
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}
