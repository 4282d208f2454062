import { setTimeout as wait } from 'node:timers/promises';
import { skipWithoutPostgresql } from '#oracles';
import { beforeSigning } from './before-signing.ts';
import type { Fault } from './plan.ts';
import { hearOf } from './scene.ts';

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
    const caught = await beforeSigning(scene, worker, () => worker.signal('SIGSTOP'));
    await wait(pastLeaseMs);
    const before = await hearOf(scene, 1 + random.below(10));
    worker.signal('SIGCONT');
    const after = await hearOf(scene, 1 + random.below(10));
    return { what: 'the worker stood still', faults: [...caught, ...before, ...after] };
  },
};
