import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { present } from '#base';
import { operation } from '../operation.ts';
import type { Against, Comparison, Lane, Sample, Size, Suite } from '../suite.ts';
import { opensslPeer, pythonPeer } from './peers.ts';
import { revokeMany, type RevokedMany } from './revoked.ts';
import { sampleOf, watch, type Watched } from './watch.ts';

/* design.md §6, of the longest list: each held against SHA-256 of its octets, or against OpenSSL. */
const appendTarget = 1.5;
const buildTarget = 10;
const opensslTarget = 100;
const looks = 3;
/** How many processes make their first list, one after the other. */
const processes = 5;
const mostBlocked: Sample = { operations: 1, wallMs: 50, cpuMs: 50 };
/** From so many on, what takes many seconds is measured a single time. */
const seldomFrom = 100_000;
/** Of how many the targets speak. */
const targeted = 1_000_000;
const sizes: Readonly<Record<Size, readonly number[]>> = {
  full: [1000, 10_000, 100_000, 1_000_000],
  smoke: [100],
};

/** The whole way of a revocation: database, list, signature, everything durable, and a compressed copy. */
export const crl: Suite = {
  name: 'crl',
  summary: 'from a revocation to the list that shows it, against SHA-256, OpenSSL and Python',
  open: async (size) => {
    const stack = new AsyncDisposableStack();
    const comparisons = sizes[size].flatMap((count) => compare(count, stack));
    return { comparisons, close: () => stack.disposeAsync() };
  },
};

/** An authority of that size, and what was seen of it while its first lists were made. */
interface Seen {
  readonly many: RevokedMany;
  readonly build: Sample & Watched;
  /** By one process each. */
  readonly renewals: readonly (Sample & Watched)[];
  readonly whole: Uint8Array;
  readonly append: Watched;
}

async function prepare(count: number, stack: AsyncDisposableStack): Promise<Seen> {
  const many = stack.use(await revokeMany(count));
  const build = await sampleOf(() => many.build());
  const renewals: (Sample & Watched)[] = [];
  for (let i = 0; i < processes; i++) renewals.push(await many.renew());
  const whole = await many.read();
  const all: Watched[] = [];
  for (let i = 0; i < looks; i++) {
    all.push(await watch(() => many.publishAnother()));
    await many.rest();
  }
  return { many, build, renewals, whole, append: leastOf(all) };
}

/** What neighbours on the machine add is not ours: of several looks, the one that shows least comes closest. */
function leastOf(all: readonly Watched[]): Watched {
  return {
    peakBytes: Math.min(...all.map(({ peakBytes }) => peakBytes)),
    blockedMs: Math.min(...all.map(({ blockedMs }) => blockedMs)),
  };
}

/** Prepares nothing before the first lane is asked for something. */
function compare(count: number, stack: AsyncDisposableStack): Comparison[] {
  let prepared: Promise<Seen> | undefined;
  const seen = (): Promise<Seen> => (prepared ??= prepare(count, stack));
  const of = (target: number): number | undefined => (count === targeted ? target : undefined);
  const title = `CRL of ${count.toLocaleString('en-US')}`;
  const limit = operation({
    label: 'SHA-256 of the octets',
    run: async () => hash('sha256', (await seen()).whole, 'buffer'),
    check: (digest) => assert.equal(digest.length, 32),
  });
  const blocks = (label: string, watched: (of: Seen) => readonly Watched[]): Comparison => ({
    ours: seenLane(`${title}: longest block of the loop, ${label}`, async () =>
      watched(await seen()).map(({ blockedMs }) => ({
        operations: 1,
        wallMs: blockedMs,
        cpuMs: blockedMs,
      })),
    ),
    against: [{ lane: seenLane('50 ms', async () => [mostBlocked]), by: 'cost', target: of(1) }],
  });
  const first = (label: string, watched: (of: Seen) => readonly (Sample & Watched)[]): Lane => ({
    ...seenLane(`${title}: ${label}`, async () => watched(await seen())),
    allocated: async () => leastOf(watched(await seen())).peakBytes,
  });
  return [
    {
      ours: first('first of a process, from the database', ({ renewals }) => renewals),
      against: [{ lane: limit, by: 'cost', target: of(buildTarget), clock: 'wall' }],
    },
    {
      ours: first('first of all, after an import', ({ build }) => [build]),
      against: [{ lane: limit, by: 'cost', clock: 'wall' }],
    },
    {
      ours: appendLane(`${title}: revoke one, publish`, seen),
      against: [
        { lane: limit, by: 'cost', target: of(appendTarget), clock: 'wall' },
        ...peersOf(count, stack),
      ],
    },
    blocks('first of a process', ({ renewals }) => renewals),
    blocks('first of all', ({ build }) => [build]),
    blocks('one more', ({ append }) => [append]),
  ];
}

/** The bytes of it are those by which the memory of the process rose at most. */
function appendLane(label: string, seen: () => Promise<Seen>): Lane {
  const round = async (): Promise<Sample> => {
    const { many } = await seen();
    const sample = await sampleOf(() => many.publishAnother());
    await many.rest();
    return sample;
  };
  return {
    label,
    round,
    once: async () => {
      await round();
      await (await seen()).many.read();
    },
    allocated: async () => (await seen()).append.peakBytes,
  };
}

function peersOf(count: number, stack: AsyncDisposableStack): Against[] {
  const against = (lane: Lane | undefined, target?: number): Against[] =>
    lane
      ? [
          {
            lane: { ...lane, round: seldom(count, lane.round) },
            by: 'speed',
            target,
            clock: 'wall',
          },
        ]
      : [];
  return [
    ...against(opensslPeer(count, stack), count === targeted ? opensslTarget : undefined),
    ...against(pythonPeer(count, stack)),
  ];
}

function seldom(count: number, round: Lane['round']): Lane['round'] {
  if (count < seldomFrom) return round;
  let sample: Promise<Sample> | undefined;
  return (budgetMs) => (sample ??= round(budgetMs));
}

/** What was measured in passing, one sample a round. */
function seenLane(label: string, samples: () => Promise<readonly Sample[]>): Lane {
  let turn = 0;
  const round = async (): Promise<Sample> => {
    const all = await samples();
    return present(all[turn++ % all.length], 'a sample');
  };
  return { label, once: async () => assert.ok((await round()).cpuMs > 0), round };
}
