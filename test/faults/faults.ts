import { brokenDisk } from './broken-disk.ts';
import { fullDisk } from './full-disk.ts';
import { kill } from './kill.ts';
import { lock } from './lock.ts';
import { outage } from './outage.ts';
import type { Fault } from './plan.ts';
import { restore } from './restore.ts';
import { stall } from './stall.ts';

/** All harm that `npm run faults` can do, by name. */
export const faults: Readonly<Record<string, Fault>> = {
  kill,
  outage,
  stall,
  restore,
  lock,
  'broken-disk': brokenDisk,
  'full-disk': fullDisk,
};
