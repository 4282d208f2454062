/*
 * npm run faults -- --fault kill --kills 300 --seed 1 --database sqlite: does harm to a CA under load, again and again,
 * and looks whether anything that was told is lost. Ends with 1 when it is, and says how to see it again.
 */
import { parseArgs } from 'node:util';
import { skipWithoutPostgresql } from '#oracles';
import { faultLoop } from './fault-loop.ts';
import { faults } from './faults.ts';
import { readLie } from './lies.ts';
import { linesOf, type FaultPlan } from './plan.ts';
import { runOnSmallDisk, smallDisk } from './small-disk.ts';

const { values } = parseArgs({
  options: {
    fault: { type: 'string', default: 'kill' },
    seed: { type: 'string', default: '1' },
    /** How often. */
    kills: { type: 'string', default: '12' },
    /** After so long no further round begins, however many were asked for. Default: all are done. */
    minutes: { type: 'string' },
    /** Only this round of them, over a new CA. */
    only: { type: 'string' },
    clients: { type: 'string', default: '8' },
    /** Default: whichever can suffer it; where it is both, a third of the rounds are on PostgreSQL, at the same time. */
    database: { type: 'string' },
    /** Of what the database lies, see `lying-db.ts`: it must end with 1. */
    sabotage: { type: 'string' },
  },
});

type Database = FaultPlan['database'];

const fault = faults[values.fault];
if (!fault) throw new Error(`--fault is one of ${Object.keys(faults).join(', ')}`);
const [seed, kills] = [Number(values.seed), Number(values.kills)];
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (!(kills > 0)) throw new Error('--kills is a number above 0');
if (minutes !== undefined && !(minutes > 0)) throw new Error('--minutes is a number above 0');
const lie = values.sabotage === undefined ? undefined : readLie(values.sabotage);
const enough = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => enough.abort());
if (minutes !== undefined) setTimeout(() => enough.abort(), minutes * 60_000).unref();

if (fault.smallDisk && smallDisk() === undefined && !fault.skip()) {
  process.exit((await runOnSmallDisk([process.execPath, ...process.argv.slice(1)])) ?? 1);
}

const databases = fault.databases.filter(isWanted);
const shares: readonly (readonly [Database, number])[] =
  databases.length === 2
    ? [
        ['sqlite', Math.ceil((kills * 2) / 3)],
        ['postgresql', Math.floor(kills / 3)],
      ]
    : databases.map((database) => [database, kills]);
const wanted = shares.filter(([, count]) => count > 0);
const sound = await Promise.all(wanted.map(([database, count]) => run(database, count)));
const well = sound.length > 0 && sound.every(Boolean);
console.log(`Seed ${seed}: ${well ? 'nothing is lost' : 'see FAULT'}.`);
process.exitCode = well ? 0 : 1;

/** Where it is not said which one, a database that cannot be had here is left out. */
function isWanted(database: Database): boolean {
  if (values.database !== undefined) return database === values.database;
  const missing = database === 'postgresql' && skipWithoutPostgresql();
  if (missing) console.log(`postgresql is left out: ${missing}`);
  return !missing;
}

async function run(database: Database, count: number): Promise<boolean> {
  const tell = (line: string): void => console.log(`${database} ${line}`);
  const missing = fault?.skip() || (database === 'postgresql' && skipWithoutPostgresql());
  if (!fault || missing) throw new Error(missing || '');
  const { only, clients } = values;
  const directory = smallDisk();
  const report = await faultLoop(fault, {
    seed,
    count,
    ...(only !== undefined && { only: Number(only) }),
    clients: Number(clients),
    database,
    ...(lie && { lie }),
    ...(directory !== undefined && { directory }),
    tell,
    signal: enough.signal,
  });
  linesOf(report).forEach(tell);
  if (enough.signal.aborted) tell(`ended early, after ${report.rounds} of ${count} rounds`);
  for (const each of report.faults) tell(`FAULT ${each}`);
  // Where nothing was done, nothing is known.
  if (report.faults.length === 0) return report.rounds > 0;
  const round = only ?? report.rounds;
  const again = `--fault ${values.fault} --seed ${seed} --database ${database} --only ${round}`;
  tell(`again: npm run faults -- ${again}`);
  return false;
}
