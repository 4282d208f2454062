/**
 * `npm run bench -- NAME…`: measures, prints a table, and writes `out/bench/NAME.json`. Never part of `npm test`, which
 * only sees that each benchmark works. Believe the ratios: the other figures belong to the machine and to the hour.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from './measure.ts';
import type { Effort, Figures } from './measure.ts';
import { heading, headline, lines, loadNow, makeReport, missedTargets } from './report.ts';
import type { Report } from './report.ts';
import type { Suite } from './suite.ts';
import { suites } from './suites.ts';

const folder = join(import.meta.dirname, '../../out/bench');

const thorough: Effort = { rounds: 31, budgetMs: 20 };
const quick: Effort = { rounds: 7, budgetMs: 5 };

const help = `npm run bench -- NAME…

Measures and prints, for each line, the CPU time of one operation, how many of them
fit into a second of CPU time, the bytes that one allocates, and its ratio to a limit
(/: our time divided by the limit's) or to a peer (vs: how many times as fast we are).
Lanes take turns; every figure is the median over all rounds, with the least and the
greatest. Figures also go to out/bench/NAME.json.

  NAME            ${suites.map(({ name, summary }) => `${name}: ${summary}`).join('\n                  ')}
  --only TEXT     only the lines whose name holds TEXT
  --rounds N      how often each lane has its turn (default 31)
  --ms N          how long a turn lasts, in milliseconds (default 20)
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
      quick: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
  const usual = values.quick ? quick : thorough;
  const effort = {
    rounds: Number(values.rounds ?? usual.rounds),
    budgetMs: Number(values.ms ?? usual.budgetMs),
  };
  const isWrong = unknown.length > 0 || !(effort.rounds >= 1) || !(effort.budgetMs > 0);
  if (values.help || positionals.length === 0 || isWrong) {
    process.stdout.write(help);
    return isWrong ? 2 : 0;
  }
  let missed = 0;
  for (const suite of suites.filter(({ name }) => positionals.includes(name)))
    missed += missedTargets(await run(suite, effort, values.only)).length;
  return values.strict && missed > 0 ? 1 : 0;
}

async function run(suite: Suite, effort: Effort, only: string): Promise<Report> {
  const load = loadNow();
  process.stderr.write(`${suite.name}: preparing\n`);
  const { comparisons, close } = await suite.open('full');
  print([heading]);
  const figures: Figures[] = [];
  const asked = comparisons.filter(({ ours }) => ours.label.includes(only));
  for (const [i, comparison] of asked.entries()) {
    process.stderr.write(`${suite.name} ${i + 1}/${asked.length}: ${comparison.ours.label}\n`);
    const measured = await measure(comparison, effort);
    print(lines(measured));
    figures.push(measured);
  }
  await close();
  const report = makeReport(suite.name, effort, load, figures);
  print([headline(report)]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${suite.name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

function print(text: readonly string[]): void {
  process.stdout.write(`${text.join('\n')}\n`);
}
