import { cpus, loadavg } from 'node:os';
import type { AgainstFigures, Effort, Figures, LaneFigures } from './measure.ts';
import type { Spread } from './statistics.ts';

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
}

/** One report of what was measured from `before` until now. */
export function makeReport(
  name: string,
  effort: Effort,
  before: number,
  comparisons: readonly Figures[],
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
    comparisons,
  };
}

/** Load average of the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

/** Targets that were missed. */
export function missedTargets({ comparisons }: Report): AgainstFigures[] {
  return comparisons.flatMap(({ against }) => against.filter(({ holds }) => holds === false));
}

/** One line that says where and how `report` was made. */
export function headline({ name, node, cpu, cores, load, effort }: Report): string {
  const machine = `Node ${node}, ${cores} × ${cpu}, load ${load.map((each) => each.toFixed(1)).join(' → ')}`;
  return `${name}: ${machine}, ${effort.rounds} rounds of ${effort.budgetMs} ms`;
}

const widths = [46, 24, 11, 11, 24, 9];
const columns = ['', 'µs CPU', 'ops/s', 'bytes/op', 'ratio', 'target'];

/** The heads of the columns of {@link lines}. */
export const heading: string = row(columns);

/** A comparison as lines of a table: what is ours, and below it what that is held against. */
export function lines({ ours, against }: Figures): string[] {
  return [row(laneCells(ours, '')), ...against.map((each) => row(againstCells(each)))];
}

function laneCells({ label, cpuUs, perSecond, bytes }: LaneFigures, indent: string): string[] {
  return [
    `${indent}${label}`,
    spread(cpuUs),
    figure(perSecond),
    bytes === null ? '' : figure(bytes),
  ];
}

function againstCells(each: AgainstFigures): string[] {
  const target = each.target === null ? '' : `${each.by === 'cost' ? '≤' : '≥'} ${each.target}`;
  const ratio = each.by === 'cost' ? spread(each.ratio) : `${spread(each.ratio)} ×`;
  const verdict = each.holds === false ? ' missed' : '';
  return [...laneCells(each, each.by === 'cost' ? '  / ' : '  vs '), ratio, `${target}${verdict}`];
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
