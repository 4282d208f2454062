import { isCaError } from '#base';

/** One of those that wait to be dealt with together. */
interface Waiting<Given, Made> {
  readonly given: Given;
  resolve(made: Made): void;
  reject(error: unknown): void;
}

/**
 * Makes an act over many one that is asked for one by one: all that is asked in one turn of the event loop is one act.
 * When it fails, each is tried alone, so that a bad one fails alone; not when the database is away, or nobody knows
 * whether it has stored them (`busy`, `outcome_unknown`).
 *
 * @param act  Gives what it made in the order of what it was given; done is all or nothing.
 */
export function together<Given, Made>(
  act: (all: readonly Given[]) => Promise<readonly Made[]>,
): (given: Given) => Promise<Made> {
  let waiting: Waiting<Given, Made>[] = [];
  const begin = (): void => {
    const batch = waiting;
    waiting = [];
    void settle(act, batch);
  };
  return (given) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ given, resolve, reject }) === 1) setImmediate(begin);
    });
}

async function settle<Given, Made>(
  act: (all: readonly Given[]) => Promise<readonly Made[]>,
  batch: readonly Waiting<Given, Made>[],
): Promise<void> {
  try {
    const made = await act(batch.map(({ given }) => given));
    for (const [at, { resolve }] of batch.entries()) resolve(made[at] as Made);
  } catch (error) {
    if (batch.length > 1 && !isCaError(error, 'busy', 'outcome_unknown'))
      for (const each of batch) void settle(act, [each]);
    else for (const { reject } of batch) reject(error);
  }
}
