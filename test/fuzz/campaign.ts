import { isCaError, toHex } from '#base';
import { mutate } from './mutate.ts';
import { mutateText } from './mutate-text.ts';
import { drawFor } from './random.ts';
import type { Random } from './random.ts';
import type { Input, Target } from './targets.ts';

/** What a run of a target came to. */
export interface Outcome {
  readonly runs: number;
  /** How many inputs were accepted: few of them, and a parser has hardly been entered; all, and nothing was broken. */
  readonly accepted: number;
  readonly leftOut: number;
  readonly slowestMs: number;
}

/** Longer inputs are shown to here; the seed makes the rest again. */
const maxShown = 2000;
/** What invariant I6 wants of every input; above it the machine may have been busy. */
const wantedMs = 100;
/** Ten times that, three times over, is no machine's fault. */
const limitMs = 1000;

/** How many inputs a target is given: FUZZ_RUNS. */
export const runs: number = positive(process.env['FUZZ_RUNS']) ?? 500;

/** How many documents others are asked about as well: FUZZ_COMPARED; as many as there are inputs without it. */
export const compared: number = positive(process.env['FUZZ_COMPARED']) ?? runs;

/**
 * Where all draws start from: FUZZ_SEED. Without it, short runs are the same every time, and runs whose number was
 * chosen (FUZZ_RUNS) are each different.
 */
export const seed: number =
  positive(process.env['FUZZ_SEED']) ??
  (process.env['FUZZ_RUNS'] === undefined ? 1 : Date.now() % 2 ** 31);

/**
 * Gives a target `count` mutants of its seeds, those with the numbers from `first` on. Errors carry no stack meanwhile:
 * most inputs are refused, and stacks take half of the time. Who wants one makes the input a case of a test.
 *
 * @throws Error naming the input when anything but a `CaError` is thrown, or an input takes more than a second.
 */
export async function attack<T extends Input>(
  target: Target<T>,
  mutant: (seed: T, random: Random, donors: readonly T[]) => T,
  count: number,
  first: number = 0,
): Promise<Outcome> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await attackAll(target, mutant, { first, end: first + count });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

async function attackAll<T extends Input>(
  target: Target<T>,
  mutant: (seed: T, random: Random, donors: readonly T[]) => T,
  { first, end }: { readonly first: number; readonly end: number },
): Promise<Outcome> {
  const outcome = { runs: end - first, accepted: 0, leftOut: 0, slowestMs: 0 };
  for (let run = first; run < end; run++) {
    const random = drawFor(seed, target.name, run);
    const input = mutant(random.pick(target.seeds), random, target.seeds);
    if (target.leavesOut?.(input)) {
      outcome.leftOut++;
      continue;
    }
    const { accepted, tookMs } = await judge(target, input);
    if (accepted) outcome.accepted++;
    outcome.slowestMs = Math.max(outcome.slowestMs, tookMs);
  }
  return outcome;
}

/** {@link attack} on a target that reads octets. */
export function attackOctets(
  target: Target<Uint8Array>,
  count: number,
  first?: number,
): Promise<Outcome> {
  return attack(target, mutate, count, first);
}

/** {@link attack} on a target that reads text. */
export function attackText(
  target: Target<string>,
  count: number,
  first?: number,
): Promise<Outcome> {
  return attack(target, mutateText, count, first);
}

/** What several attacks came to together. */
export function addOutcomes(outcomes: readonly Outcome[]): Outcome {
  const sum = { runs: 0, accepted: 0, leftOut: 0, slowestMs: 0 };
  for (const { runs: count, accepted, leftOut, slowestMs } of outcomes) {
    sum.runs += count;
    sum.accepted += accepted;
    sum.leftOut += leftOut;
    sum.slowestMs = Math.max(sum.slowestMs, slowestMs);
  }
  return sum;
}

/** An outcome in words. */
export function describeOutcome({ runs: count, accepted, leftOut, slowestMs }: Outcome): string {
  const left = leftOut === 0 ? '' : `, ${leftOut} left out`;
  return `${count} inputs, ${accepted} accepted${left}, slowest ${slowestMs.toFixed(1)} ms`;
}

/**
 * Gives a target one input. What takes longer than it should is tried again, and the shortest time counts: that of the
 * thread's processor, whatever else the machine does.
 *
 * @throws Error as {@link attack}.
 */
export async function judge<T extends Input>(
  target: Target<T>,
  input: T,
): Promise<{ readonly accepted: boolean; readonly tookMs: number }> {
  let tookMs = Infinity;
  let accepted = false;
  for (let tries = 0; tries < 3 && tookMs > wantedMs; tries++) {
    const before = process.threadCpuUsage();
    accepted = await isAccepted(target, input);
    const { user, system } = process.threadCpuUsage(before);
    tookMs = Math.min(tookMs, (user + system) / 1000);
  }
  if (tookMs <= limitMs) return { accepted, tookMs };
  throw new Error(`${target.name} took ${Math.round(tookMs)} ms at ${describe(input)}`);
}

async function isAccepted<T extends Input>(target: Target<T>, input: T): Promise<boolean> {
  try {
    const result = target.run(input);
    if (result instanceof Promise) await result;
    return true;
  } catch (error) {
    if (isCaError(error)) return false;
    throw new Error(`${target.name} threw ${String(error)} at ${describe(input)}`, {
      cause: error,
    });
  }
}

function describe(input: Input): string {
  if (typeof input === 'string') return JSON.stringify(input.slice(0, maxShown));
  return toHex(input.subarray(0, maxShown));
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
