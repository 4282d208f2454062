import { attackOctets, attackText } from './campaign.ts';
import type { Outcome } from './campaign.ts';
import { octetTargets, textTargets } from './targets.ts';

/** A parser and how it is attacked. */
export interface Attack {
  /** Of the target; one that reads octets and one that reads text may share it. */
  readonly name: string;
  readonly reads: 'octets' | 'text';
  /** The part of the runs that it is given. */
  readonly part: number;
  /** Gives it the mutants with the numbers from `first` on, `count` of them. */
  run(count: number, first?: number): Promise<Outcome>;
}

/** All targets, in their order. */
export const attacks: readonly Attack[] = [
  ...octetTargets.map((target): Attack => ({
    name: target.name,
    reads: 'octets',
    part: target.part ?? 1,
    run: (count, first) => attackOctets(target, count, first),
  })),
  ...textTargets.map((target): Attack => ({
    name: target.name,
    reads: 'text',
    part: target.part ?? 1,
    run: (count, first) => attackText(target, count, first),
  })),
];

/** How many of `runs` are for an attack. */
export function runsFor({ part }: Attack, runs: number): number {
  return Math.ceil(runs * part);
}
