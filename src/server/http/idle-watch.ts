import { second } from '#base';

/** What is cut when nothing has been heard of it for too long. */
export interface Watched {
  /** The turn of the watch in which it was heard last. */
  heardAt: number;
  /** How long it may be silent. */
  patienceMs: number;
  cut(): void;
}

/** Looks after those that wait for others to speak. */
export interface IdleWatch {
  /** The turn that it is now. */
  turn(): number;
  stop(): void;
}

/**
 * One clock for all, that goes round so often: to have been heard is to note a number, where a clock for each would be
 * wound twice with every request. Who is silent is cut up to one turn later than its patience ends.
 */
export function watchIdle(all: Iterable<Watched>, turnMs: number = second): IdleWatch {
  let turn = 0;
  const clock = setInterval(() => {
    turn++;
    for (const each of all) if ((turn - each.heardAt - 1) * turnMs >= each.patienceMs) each.cut();
  }, turnMs).unref();
  return {
    turn: () => turn,
    stop: () => clearInterval(clock),
  };
}
