import { performance } from 'node:perf_hooks';
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

/** What invariant I6 wants of every input. Above it an input is tried again: the machine may have been busy. */
const wantedMs = 100;
/** Ten times that, three times over, is no machine's fault. */
const limitMs = 1000;

/** How many inputs a target is given: FUZZ_RUNS. */
export const runs: number = positive(process.env['FUZZ_RUNS']) ?? 2000;

/**
 * Where all draws start from: FUZZ_SEED. Without it, short runs are the same every time, and runs whose number was
 * chosen (FUZZ_RUNS) are each different.
 */
export const seed: number =
  positive(process.env['FUZZ_SEED']) ??
  (process.env['FUZZ_RUNS'] === undefined ? 1 : Date.now() % 2 ** 31);

/**
 * Gives a target its seeds and then `count` mutants of them.
 *
 * @throws Error naming the input when anything but a `CaError` is thrown, or an input takes more than a second.
 */
export async function attack<T extends Input>(
  target: Target<T>,
  mutant: (seed: T, random: Random, donors: readonly T[]) => T,
  count: number,
): Promise<Outcome> {
  const share = Math.ceil(count * (target.part ?? 1));
  const outcome = { runs: share, accepted: 0, leftOut: 0, slowestMs: 0 };
  for (let run = 0; run < share; run++) {
    const random = drawFor(seed, target.name, run);
    const input = mutant(random.pick(target.seeds), random, target.seeds);
    if (target.leavesOut?.(input)) {
      outcome.leftOut++;
      continue;
    }
    const before = performance.now();
    if (await isAccepted(target, input)) outcome.accepted++;
    const tookMs = performance.now() - before;
    if (tookMs > outcome.slowestMs)
      outcome.slowestMs = Math.max(
        outcome.slowestMs,
        tookMs < wantedMs ? tookMs : await fastestMs(target, input),
      );
  }
  return outcome;
}

/** {@link attack} on a target that reads octets. */
export function attackOctets(target: Target<Uint8Array>, count: number): Promise<Outcome> {
  return attack(target, mutate, count);
}

/** {@link attack} on a target that reads text. */
export function attackText(target: Target<string>, count: number): Promise<Outcome> {
  return attack(target, mutateText, count);
}

/** Tells whether a target accepts an input; whatever it throws that is no `CaError` leaves with the input. */
export async function isAccepted<T extends Input>(target: Target<T>, input: T): Promise<boolean> {
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

/** Of three tries. */
async function fastestMs<T extends Input>(target: Target<T>, input: T): Promise<number> {
  let fastest = Infinity;
  for (let i = 0; i < 3; i++) {
    const before = performance.now();
    await isAccepted(target, input);
    fastest = Math.min(fastest, performance.now() - before);
  }
  if (fastest > limitMs)
    throw new Error(`${target.name} took ${Math.round(fastest)} ms at ${describe(input)}`);
  return fastest;
}

function describe(input: Input): string {
  return typeof input === 'string' ? JSON.stringify(input) : toHex(input);
}

function positive(text: string | undefined): number | undefined {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
