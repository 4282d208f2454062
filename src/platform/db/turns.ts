/** Lets acts through one at a time, in the order of asking. An act that waits for a later one waits for ever. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `act` when all earlier ones are over, however they ended. */
  take<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
