/**
 * `npm run bench -- NAME…`: measures, prints a table, and writes `out/bench/NAME.json`. Never part of `npm test`, which
 * only sees that each benchmark works. Believe the ratios: the other figures belong to the machine and to the hour.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { measure } from './measure.ts';
import type { Effort, Figures } from './measure.ts';
import { countMissed, factLine, heading, headline, lines, loadNow, makeReport } from './report.ts';
import type { Report } from './report.ts';
import { usualSettings } from './suite.ts';
import type { Settings, Suite } from './suite.ts';
import { suites } from './suites.ts';

const folder = join(import.meta.dirname, '../../out/bench');

const thorough: Effort = { rounds: 31, budgetMs: 20 };
const quick: Effort = { rounds: 7, budgetMs: 5 };

const help = `npm run bench -- NAME…

Measures and prints, for each line, the CPU time of one operation, how many of them
fit into a second of CPU time and of the clock, the bytes that one allocates, and its ratio to a limit
(/: our time divided by the limit's) or to a peer (vs: how many times as fast we are).
Lanes take turns; every figure is the median over all rounds, with the least and the
greatest. Figures also go to out/bench/NAME.json.

  NAME            all: every one of these, then all ratios in one table and in out/bench/all.json
                  ${suites.map(({ name, summary }) => `${name}: ${summary}`).join('\n                  ')}
  --only TEXT     only the lines whose name holds TEXT
  --rounds N      how often each lane has its turn (default 31)
  --ms N          how long a turn lasts, in milliseconds (default 20; ocsp: 100)
  --rows N        certificates on record before anything is measured (default ${usualSettings.rows})
  --cache DIR     where data sets of so many are kept for the next time
  --quick         7 rounds of 5 ms: enough to see that something broke, not to believe a figure
  --strict        exit with 1 when a target is missed
  --help          this text
`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string' },
      ms: { type: 'string' },
      rows: { type: 'string', default: String(usualSettings.rows) },
      cache: { type: 'string' },
      quick: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const names = positionals.includes('all') ? suites.map(({ name }) => name) : positionals;
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  const usual = values.quick ? quick : thorough;
  const effortFor = ({ turnMs = usual.budgetMs }: Partial<Suite>): Effort => ({
    rounds: Number(values.rounds ?? usual.rounds),
    budgetMs: Number(values.ms ?? (values.quick ? usual.budgetMs : turnMs)),
  });
  const effort = effortFor({});
  const settings: Settings = { rows: Number(values.rows), cache: values.cache };
  const isWrong =
    unknown.length > 0 ||
    !(effort.rounds >= 1) ||
    !(effort.budgetMs > 0) ||
    !(Number.isInteger(settings.rows) && settings.rows >= 1000);
  if (values.help || positionals.length === 0 || isWrong) {
    process.stdout.write(help);
    return isWrong ? 2 : 0;
  }
  const reports: Report[] = [];
  let failed = 0;
  for (const suite of suites.filter(({ name }) => names.includes(name)))
    try {
      reports.push(await run(suite, { effort: effortFor(suite), settings, only: values.only }));
    } catch (error) {
      failed++;
      process.stderr.write(`${suite.name} failed: ${inspect(error)}\n`);
    }
  if (positionals.includes('all')) printAll(reports);
  const missed = reports.reduce((sum, report) => sum + countMissed(report), 0);
  return failed > 0 || (values.strict && missed > 0) ? 1 : 0;
}

/** What is measured of a suite, and how. */
interface Wanted {
  readonly effort: Effort;
  readonly settings: Settings;
  /** A part of the names of the lines that are measured. */
  readonly only: string;
}

async function run(suite: Suite, { effort, settings, only }: Wanted): Promise<Report> {
  const load = loadNow();
  process.stderr.write(`${suite.name}: preparing\n`);
  const { comparisons, facts, skipped = [], close } = await suite.open('full', settings);
  print([heading]);
  const figures: Figures[] = [];
  const asked = comparisons.filter(({ ours }) => ours.label.includes(only));
  for (const [i, comparison] of asked.entries()) {
    process.stderr.write(`${suite.name} ${i + 1}/${asked.length}: ${comparison.ours.label}\n`);
    const measured = await measure(comparison, effort);
    print(lines(measured));
    figures.push(measured);
  }
  const known = only === '' ? ((await facts?.(effort.rounds)) ?? []) : [];
  await close();
  print([...known.map(factLine), ...skipped.map((reason) => `skipped: ${reason}`)]);
  const report = makeReport(suite.name, effort, load, {
    comparisons: figures,
    facts: known,
    skipped,
  });
  print([headline(report)]);
  write(suite.name, report);
  return report;
}

function printAll(reports: readonly Report[]): void {
  print(['', heading]);
  for (const report of reports) {
    print([headline(report)]);
    print(report.comparisons.flatMap(lines));
    print([...report.facts.map(factLine), ...report.skipped.map((reason) => `skipped: ${reason}`)]);
  }
  write('all', reports);
}

function write(name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, null, 2)}\n`);
}

function print(text: readonly string[]): void {
  if (text.length > 0) process.stdout.write(`${text.join('\n')}\n`);
}
