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
  /** Of which time the ratio is taken that is shown and held to the target. Default: `cpu`. */
  readonly clock?: 'cpu' | 'wall';
}

/** One line of a benchmark and what it is compared with in the same rounds. */
export interface Comparison {
  readonly ours: Lane;
  readonly against: readonly Against[];
}

/** `full` is what is measured; `smoke` is the least that runs every line of code, for `npm test`. */
export type Size = 'full' | 'smoke';

/** A figure that is no cost of an operation: bytes, memory, the time until something is ready. */
export interface Fact {
  readonly label: string;
  readonly value: number;
  readonly unit: 'ms' | 'MiB' | 'bytes';
  /** The largest that is good; left out where the figure is for information. */
  readonly target?: number;
}

/** What the command line says about the data of a benchmark. */
export interface Settings {
  /** How many certificates are on record before anything is measured. */
  readonly rows: number;
  /** Where data that takes long to make is kept for the next time. Default: nowhere. */
  readonly cache?: string | undefined;
}

/** What holds where the command line says nothing. */
export const usualSettings: Settings = { rows: 100_000 };

/** A benchmark by name. */
export interface Suite {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** How long a lane has its turn where the command line does not say so, in milliseconds. Default: 20. */
  readonly turnMs?: number;
  /** Prepares all inputs. Comparisons are measured in this order, each when asked for. */
  open(size: Size, settings?: Settings): Promise<OpenSuite>;
}

/** A suite whose inputs are ready. */
export interface OpenSuite {
  readonly comparisons: readonly Comparison[];
  /** Looked for after all comparisons, `rounds` times where one look is not enough. */
  facts?(rounds: number): Promise<readonly Fact[]>;
  /** Why something could not be held against ours, for whoever reads the table. */
  readonly skipped?: readonly string[];
  close(): Promise<void>;
}
