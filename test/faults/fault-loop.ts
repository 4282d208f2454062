import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, type Random } from '../fuzz/random.ts';
import { Judge } from './oracle.ts';
import type { Fault, FaultPlan, FaultReport } from './plan.ts';
import { hearOf, openScene, type Scene } from './scene.ts';

/** The harm comes when clients were told of so many certificates more, 1 to this, */
const mostTold = 40;
/** and so long after that. */
const mostAfterMs = 30;

/**
 * Does one kind of harm again and again to a CA under load, starts what is gone, and after each time compares what
 * clients, keys, tables and trail say. At the end all that was begun is ended, and compared once more.
 */
export async function faultLoop(fault: Fault, plan: FaultPlan): Promise<FaultReport> {
  await using scene = await openScene(plan);
  let judge = new Judge(scene.house, scene.told);
  const report = (rounds: number, faults: readonly string[]): FaultReport => {
    return { rounds, told: scene.told, ledger: judge.ledger(), faults };
  };
  if (plan.count >= worthWarming) await warmUp(scene);
  let rounds = 0;
  for (const { round, random } of drawRounds(plan)) {
    if (plan.signal?.aborted) break;
    const { what, faults } = await oneRound(fault, scene, random);
    if (fault.losesRows) judge = new Judge(scene.house, scene.told);
    const wrong = [...faults, ...(await judge.judge())];
    plan.tell?.(`${round}: ${what}; ${sumsOf(scene)}; faults: ${wrong.length}`);
    rounds++;
    if (wrong.length > 0) {
      for (const line of lastWords(scene)) plan.tell?.(line);
      return report(rounds, wrong);
    }
  }
  for (const each of scene.all()) await each.kill();
  return report(rounds, await judge.close());
}

/** From so many rounds on. */
const worthWarming = 10;

/** Node keeps what it has compiled when a process ends by itself: those that are killed would compile all, each time. */
async function warmUp(scene: Scene): Promise<void> {
  await scene.startMissing();
  await Promise.all(scene.all().map((each) => each.stop()));
}

async function oneRound(
  fault: Fault,
  scene: Scene,
  random: Random,
): Promise<{ what: string; faults: string[] }> {
  const [more, afterMs] = [1 + random.below(mostTold), random.below(mostAfterMs)];
  await scene.startMissing();
  const { statuses } = scene.told;
  const silences = statuses.get(0) ?? 0;
  const { what, faults } = await scene.underLoad(async (line) => {
    const deaf = await hearOf(scene, more);
    await wait(afterMs);
    if (deaf.length > 0) return { what: 'no load', faults: deaf };
    return fault.strike(scene, random, line);
  });
  const broken = fault.killsServer ? 0 : (statuses.get(0) ?? 0) - silences;
  return {
    what: `${what} after ${more} told and ${afterMs} ms`,
    faults: [
      ...faults,
      ...(broken > 0 ? [`${broken} requests were not answered`] : []),
      ...[...statuses.keys()]
        .filter((status) => status >= 500 && status !== 503)
        .map((status) => `${statuses.get(status)} answers were ${status}`),
    ],
  };
}

/** A seed of its own for every round, so that one can be seen again without those before it. */
function drawRounds({ seed, count, only }: FaultPlan): { round: number; random: Random }[] {
  const seeds = createRandom(seed);
  const all = Array.from({ length: Math.max(count, only ?? 0) }, (_, place) => {
    return { round: place + 1, random: createRandom(seeds.below(2 ** 31)) };
  });
  return all.filter(({ round }) => only === undefined || round === only);
}

function sumsOf({ told: { issued, revoked } }: Scene): string {
  return `so far ${issued.size} issued, ${revoked.length} revoked`;
}

/** What the processes wrote last to standard error, for whoever looks for the cause. */
function lastWords(scene: Scene): string[] {
  return scene.all().flatMap(({ pid, errors }) =>
    errors()
      .trim()
      .split('\n')
      .slice(-3)
      .map((line) => `process ${pid}: ${line.slice(0, 600)}`),
  );
}
