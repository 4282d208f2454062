import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { skipWithoutPostgresql } from '#oracles';
import type { Fault } from './plan.ts';
import { hearOf, until, type Scene } from './scene.ts';

/** Longer than a job stays with a process that says nothing more (`leaseMs` of #jobs), and a little. */
const pastLeaseMs = 33_000;

/**
 * SIGSTOP of a worker that is about to sign, until its lease is over and others have done its jobs; then SIGCONT: it
 * signs what it had in hand, and nobody must ever see that.
 */
export const stall: Fault = {
  databases: ['postgresql'],
  killsServer: false,
  skip: skipWithoutPostgresql,
  strike: async (scene, random) => {
    const worker = scene.worker();
    const caught = await stopBeforeSigning(scene);
    await wait(pastLeaseMs);
    const before = await hearOf(scene, 1 + random.below(10));
    worker.signal('SIGCONT');
    const after = await hearOf(scene, 1 + random.below(10));
    return { what: 'the worker stood still', faults: [...caught, ...before, ...after] };
  },
};

/** It is held at a signature, so that there is time to stop it. */
async function stopBeforeSigning({ house, worker }: Scene): Promise<string[]> {
  const { pid } = worker();
  const seen = house.signatures().length;
  writeFileSync(house.hold(pid), '');
  const isSigning = (): boolean =>
    house
      .signatures()
      .slice(seen)
      .some((each) => each.pid === pid && each.kind === 'certificate');
  const faults = await until(isSigning, 'of a signature by the worker');
  worker().signal('SIGSTOP');
  rmSync(house.hold(pid));
  return faults;
}
