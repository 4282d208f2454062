import { CaError, isCaError } from '#base';

type Judge = (payload: never) => void | Promise<void>;

/** Whoever may say no to an act before it happens. */
export class Gates {
  readonly #judges = new Map<string, Set<{ readonly judge: Judge }>>();

  /** Adds a judge to a gate; the answer takes it away again. */
  before(gate: string, judge: Judge): () => void {
    const judges = this.#judges.get(gate) ?? new Set();
    this.#judges.set(gate, judges);
    const seat = { judge };
    judges.add(seat);
    return () => void judges.delete(seat);
  }

  /** Whether anybody stands at a gate. */
  isJudged(gate: string): boolean {
    return (this.#judges.get(gate)?.size ?? 0) > 0;
  }

  /** Asks one judge after the other; the first that throws decides. */
  async ask(gate: string, payload: object): Promise<void> {
    for (const { judge } of this.#judges.get(gate) ?? []) {
      try {
        await judge(payload as never);
      } catch (error) {
        if (isCaError(error)) throw error;
        throw new CaError('refused', `A check before ${gate} failed, so it was not done.`, {
          cause: error,
        });
      }
    }
  }
}
