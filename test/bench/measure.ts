import { median } from './statistics.ts';
import type { Spread } from './statistics.ts';
import type { Against, Comparison, Lane, Sample } from './suite.ts';

/** How long to measure. */
export interface Effort {
  /** At least 1. */
  readonly rounds: number;
  /** Of one lane in one round. */
  readonly budgetMs: number;
}

/** What one lane costs. */
export interface LaneFigures {
  readonly label: string;
  /** CPU time of all threads, per operation. */
  readonly cpuUs: Spread;
  readonly wallUs: Spread;
  /** Operations in one second of CPU time: what survives busy neighbours. */
  readonly perSecond: number;
  readonly bytes: number | null;
}

/** A lane that ours was held against. */
export interface AgainstFigures extends LaneFigures {
  readonly by: Against['by'];
  /** Of CPU times, one ratio a round. */
  readonly ratio: Spread;
  readonly wallRatio: Spread;
  readonly clock: 'cpu' | 'wall';
  readonly target: number | null;
  /** Whether the median of the ratio by that clock keeps to the target; null without one. */
  readonly holds: boolean | null;
}

/** All that is known about one comparison. */
export interface Figures {
  readonly ours: LaneFigures;
  readonly against: readonly AgainstFigures[];
}

/** Rounds that pass before any counts: by then the compiler has seen what is hot. */
const warmUps = 30;

interface Round {
  readonly lane: Lane;
  readonly samples: Sample[];
}

/**
 * Measures one comparison: every lane is checked and warmed up, then all take turns, in the opposite order every other
 * round, so that what disturbs the machine disturbs all. Ratios are taken round by round.
 */
export async function measure({ ours, against }: Comparison, effort: Effort): Promise<Figures> {
  const rounds = [ours, ...against.map(({ lane }) => lane)].map((lane): Round => ({
    lane,
    samples: [],
  }));
  for (const { lane } of rounds) await lane.once();
  for (const { lane } of rounds) await lane.round(effort.budgetMs * warmUps);
  for (let i = 0; i < effort.rounds; i++) {
    for (const { lane, samples } of i % 2 === 0 ? rounds : rounds.toReversed())
      samples.push(await lane.round(effort.budgetMs));
  }
  const [own, ...others] = rounds;
  if (!own) throw new Error('A comparison has a lane of its own.');
  const figures: AgainstFigures[] = [];
  // One after the other: what two lanes allocate at a time cannot be told apart.
  const ownFigures = await laneFigures(own);
  for (const [i, each] of against.entries())
    figures.push(await againstFigures(own, others[i] ?? own, each));
  return { ours: ownFigures, against: figures };
}

async function laneFigures({ lane, samples }: Round): Promise<LaneFigures> {
  const cpuUs = median(samples.map(cpuUsOf));
  return {
    label: lane.label,
    cpuUs,
    wallUs: median(samples.map(wallUsOf)),
    perSecond: 1e6 / cpuUs.median,
    bytes: (await lane.allocated?.()) ?? null,
  };
}

async function againstFigures(
  own: Round,
  other: Round,
  { by, target, clock = 'cpu' }: Against,
): Promise<AgainstFigures> {
  const ratio = ratioOf(own, other, by, cpuUsOf);
  const wallRatio = ratioOf(own, other, by, wallUsOf);
  const judged = clock === 'wall' ? wallRatio : ratio;
  const holds = target === undefined ? null : isHeld(judged.median, by, target);
  return {
    ...(await laneFigures(other)),
    by,
    ratio,
    wallRatio,
    clock,
    target: target ?? null,
    holds,
  };
}

function isHeld(ratio: number, by: Against['by'], target: number): boolean {
  return by === 'cost' ? ratio <= target : ratio >= target;
}

function ratioOf(
  own: Round,
  other: Round,
  by: Against['by'],
  cost: (sample: Sample) => number,
): Spread {
  const costs = own.samples.map((sample, i) => {
    const beside = other.samples[i] ?? sample;
    return cost(sample) / cost(beside);
  });
  return median(by === 'cost' ? costs : costs.map((each) => 1 / each));
}

function cpuUsOf({ operations, cpuMs }: Sample): number {
  return (cpuMs * 1000) / operations;
}

function wallUsOf({ operations, wallMs }: Sample): number {
  return (wallMs * 1000) / operations;
}
