/**
 * The fuzz test at length. Prints a line for each parser, its progress to stderr, and ends with 1 when one of them broke:
 * the input stands in the line as hex (or JSON text).
 *
 *     npm run fuzz                                    a million mutants a parser; prints the seed of its draws
 *     npm run fuzz -- --runs 50000 --seed 7           fewer, and the very same again
 *     npm run fuzz -- --only parseCrl                 one parser
 *
 * FUZZ_RUNS and FUZZ_SEED are heard too.
 */
import { parseArgs } from 'node:util';
import { attacks, runsFor } from './attacks.ts';
import type { Attack } from './attacks.ts';
import { describeOutcome } from './campaign.ts';
import { Crew } from './crew.ts';

const progressMs = 10_000;

const { values } = parseArgs({
  options: { runs: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
});
const runs = wholeNumber('runs', values.runs ?? process.env['FUZZ_RUNS'] ?? '1000000');
const seed = wholeNumber('seed', values.seed ?? process.env['FUZZ_SEED'] ?? String(Date.now()));
const chosen = attacks.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) throw new Error(`there is no parser ${values.only}`);

const crew = new Crew(seed);
console.log(`seed ${seed}, ${runs} runs`);
for (const attack of chosen) await run(attack);
await crew.end();

async function run(attack: Attack): Promise<void> {
  const count = runsFor(attack, runs);
  const what = `${attack.name} (${attack.reads})`;
  try {
    const outcome = await crew.attack(attacks.indexOf(attack), count, progress(what, count));
    console.log(`${what}: ${describeOutcome(outcome)}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`${what}: BROKEN: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Tells how far it is, now and then. */
function progress(what: string, count: number): (done: number) => void {
  let last = Date.now();
  return (done) => {
    if (Date.now() - last < progressMs) return;
    last = Date.now();
    console.error(`${what}: ${done} of ${count}`);
  };
}

function wholeNumber(what: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${what} must be a whole number, not ${text}`);
  return Number(text) % 2 ** 31;
}
