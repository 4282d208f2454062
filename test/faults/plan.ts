import type { Random } from '../fuzz/random.ts';
import type { Line } from './line.ts';
import type { Ledger } from './oracle.ts';
import type { Scene, SceneOptions } from './scene.ts';
import { countsOf, type Told } from './told.ts';

/** One kind of harm. */
export interface Fault {
  /** Where it can be done. */
  readonly databases: readonly SceneOptions['database'][];
  /** Why it cannot be done on this machine; false where it can. */
  skip(): string | false;
  /** Whether the data directory has to be on a small file system; see `small-disk.ts`. Default: false. */
  readonly smallDisk?: boolean;
  /** Whether rows are lost, and with them whatever was promised before. Default: false. */
  readonly losesRows?: boolean;
  /** Whether clients may be left without an answer, because the server itself is killed. */
  readonly killsServer: boolean;
  /**
   * Does the harm once, under load, and waits until all goes on; what it is, and what was wrong, one sentence each.
   * What is drawn from `random` decides.
   */
  strike(scene: Scene, random: Random, line: Line): Promise<Blow>;
}

/** What was done, and what was wrong then. */
export interface Blow {
  readonly what: string;
  readonly faults: readonly string[];
}

/** What is done to whom, and how often. */
export interface FaultPlan extends SceneOptions {
  /** The same one draws the same harm; what is under way when it comes is up to the machine. */
  readonly seed: number;
  readonly count: number;
  /** Only this round of them. Default: all. */
  readonly only?: number;
  /** Hears of every round. */
  readonly tell?: (line: string) => void;
  /** No further round begins after it. */
  readonly signal?: AbortSignal;
}

/** How it ended. */
export interface FaultReport {
  readonly rounds: number;
  readonly told: Told;
  readonly ledger: Ledger;
  /** Empty, or what was wrong after the last round. */
  readonly faults: readonly string[];
}

/** The sums of a report, a line each. */
export function linesOf({ rounds, told, ledger }: FaultReport): string[] {
  const { recorded, recovered, abandoned, signed, lists } = ledger;
  const { orders, issued, revoked, numbers, nonces } = told;
  return [
    `rounds    ${rounds}`,
    `told      ${orders.length} orders, ${issued.size} certificates, ${revoked.length} revocations, ${numbers.size} lists, ${nonces.length} nonces`,
    `recorded  ${recorded} certificates; found cut short: ${recovered} recovered, ${abandoned} abandoned`,
    `signed    ${signed} certificates, ${lists} lists`,
    `answers   ${countsOf(told.statuses)}; the longest took ${Math.round(told.longestMs)} ms`,
    `refusals  ${countsOf(told.refusals)}`,
  ];
}
