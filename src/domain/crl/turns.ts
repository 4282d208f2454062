import { setImmediate } from 'node:timers/promises';

/** Runs an act after all that were begun before it for the same authority have ended, well or not. */
export type Turns = <T>(authorityId: number, act: () => Promise<T>) => Promise<T>;

/**
 * Lets the lists of one authority be made one after the other in this process: two at a time would only overtake each
 * other. Other processes are not kept out; they are met with by `Overtaken`.
 */
export function createTurns(): Turns {
  const last = new Map<number, Promise<unknown>>();
  return (authorityId, act) => {
    const turn = (last.get(authorityId) ?? Promise.resolve()).then(act, act);
    last.set(authorityId, turn);
    return turn;
  };
}

/** Drives an act that goes step by step to its end; between two steps other work has its turn. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await setImmediate();
  }
}
