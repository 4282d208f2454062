import { cpus, loadavg } from 'node:os';
import type { AgainstFigures, Effort, Figures, LaneFigures } from './measure.ts';
import type { Spread } from './statistics.ts';
import type { Fact } from './suite.ts';

/** What `out/bench/NAME.json` holds. */
export interface Report {
  readonly name: string;
  /** ISO 8601. */
  readonly at: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** Of the last minute, before and after. */
  readonly load: readonly [before: number, after: number];
  readonly effort: Effort;
  readonly comparisons: readonly Figures[];
  readonly facts: readonly Fact[];
  /** What was left out, and why. */
  readonly skipped: readonly string[];
}

/** What a report is made of. */
export type Measured = Pick<Report, 'comparisons' | 'facts' | 'skipped'>;

/** One report of what was measured from `before` until now. */
export function makeReport(
  name: string,
  effort: Effort,
  before: number,
  measured: Measured,
): Report {
  const cores = cpus();
  return {
    name,
    at: new Date().toISOString(),
    node: process.version,
    cpu: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    load: [before, loadNow()],
    effort,
    ...measured,
  };
}

/** Load average of the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

/** How many targets were missed. */
export function countMissed({ comparisons, facts }: Report): number {
  const ratios = comparisons.flatMap(({ against }) =>
    against.filter((each) => each.holds === false),
  );
  return ratios.length + facts.filter(isMissed).length;
}

function isMissed({ value, target }: Fact): boolean {
  return target !== undefined && value > target;
}

/** One line that says where and how `report` was made. */
export function headline({ name, node, cpu, cores, load, effort }: Report): string {
  const machine = `Node ${node}, ${cores} × ${cpu}, load ${load.map((each) => each.toFixed(1)).join(' → ')}`;
  return `${name}: ${machine}, ${effort.rounds} rounds of ${effort.budgetMs} ms`;
}

const widths = [52, 24, 11, 11, 11, 28, 14];
const columns = ['', 'µs CPU', '/s CPU', '/s wall', 'bytes/op', 'ratio', 'target'];

/** The heads of the columns of {@link lines}. */
export const heading: string = row(columns);

/** A comparison as lines of a table: what is ours, and below it what that is held against. */
export function lines({ ours, against }: Figures): string[] {
  return [row(laneCells(ours, '')), ...against.map((each) => row(againstCells(each)))];
}

/** A fact as one line of a table. */
export function factLine(fact: Fact): string {
  const { label, value, unit, target } = fact;
  const limit = target === undefined ? '' : `≤ ${figure(target)}`;
  return row([
    label,
    `${figure(value)} ${unit}`,
    '',
    '',
    '',
    `${limit}${isMissed(fact) ? ' missed' : ''}`,
  ]);
}

function laneCells(
  { label, cpuUs, wallUs, perSecond, bytes }: LaneFigures,
  indent: string,
): string[] {
  return [
    `${indent}${label}`,
    spread(cpuUs),
    figure(perSecond),
    figure(1e6 / wallUs.median),
    bytes === null ? '' : figure(bytes),
  ];
}

function againstCells(each: AgainstFigures): string[] {
  const { by, clock, holds } = each;
  const target = each.target === null ? '' : `${by === 'cost' ? '≤' : '≥'} ${each.target}`;
  const ratio = spread(clock === 'wall' ? each.wallRatio : each.ratio);
  const marks = `${by === 'cost' ? '' : ' ×'}${clock === 'wall' ? ' wall' : ''}`;
  const verdict = holds === false ? ' missed' : '';
  return [
    ...laneCells(each, by === 'cost' ? '  / ' : '  vs '),
    `${ratio}${marks}`,
    target + verdict,
  ];
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
    .join('')
    .trimEnd();
}

function spread({ median, min, max }: Spread): string {
  return `${figure(median)} (${figure(min)}–${figure(max)})`;
}

/** Three digits that count. */
function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(value >= 1 ? 3 : 2);
}
