import { randomText } from '#base';

/** This process as the others on the same database see it. */
export interface Presence {
  /** By which they ask for it, {@link Presences.listGone}. Nobody else has it, before or after. */
  readonly name: string;
  /**
   * Whether they see it, or never look. Not while the server is lost: it is back, under the same name, as soon as the
   * server is.
   */
  readonly isSeen: boolean;
}

/** How processes on one database see of each other who is alive. */
export interface Presences {
  /** Shows this process to the others until the database is closed, or the process ends, in whatever way. */
  appear(): Promise<Presence>;
  /**
   * Those of these presences that have ended, as far as that can be told: a process that stands still has not, nor one of
   * which nothing is known. What others left behind that are not named is cleared away: name all that matter.
   */
  listGone(names: readonly string[]): Promise<readonly string[]>;
}

/** Where nobody looks: a database in memory is one process's. */
export const noPresences: Presences = {
  appear: async () => unseen(),
  listGone: async () => [],
};

/** One of which others cannot tell when it is gone. */
export function unseen(): Presence {
  return { name: randomText(16), isSeen: true };
}
