/** What one round of one lane showed. */
export interface Sample {
  readonly operations: number;
  readonly wallMs: number;
  /** Of all threads of the process that did the work. */
  readonly cpuMs: number;
}

/** Something whose cost is measured: ours, a limit, or a peer. */
export interface Lane {
  readonly label: string;
  /** Does it one time and throws unless the result is right. */
  once(): Promise<void>;
  /** Does it again and again for about `budgetMs`, at least one time. */
  round(budgetMs: number): Promise<Sample>;
  /**
   * Bytes that one operation allocates, on the heap and in array buffers; null where collections come too often to tell,
   * left out by lanes that work elsewhere.
   */
  allocated?(): Promise<number | null>;
}

/** What ours is held against, and how. */
export interface Against {
  readonly lane: Lane;
  /** `cost`: our time divided by its time, so that less is better. `speed`: our rate divided by its rate. */
  readonly by: 'cost' | 'speed';
  /** Largest cost, smallest speed; left out where the figure is for information. */
  readonly target?: number;
}

/** One line of a benchmark and what it is compared with in the same rounds. */
export interface Comparison {
  readonly ours: Lane;
  readonly against: readonly Against[];
}

/** `full` is what is measured; `smoke` is the least that runs every line of code, for `npm test`. */
export type Size = 'full' | 'smoke';

/** A benchmark by name. */
export interface Suite {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** Prepares all inputs. Comparisons are measured in this order, each when asked for. */
  open(size: Size): Promise<OpenSuite>;
}

/** A suite whose inputs are ready. */
export interface OpenSuite {
  readonly comparisons: readonly Comparison[];
  close(): Promise<void>;
}
