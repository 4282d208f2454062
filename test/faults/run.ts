/*
 * npm run faults -- --count 300 --database sqlite: kills a server under load again and again and looks whether anything
 * that was told is lost. Ends with 1 when it is. The same seed kills after the same waits; what is under way then is up to
 * the machine.
 */
import { parseArgs } from 'node:util';
import { skipWithoutPostgresql } from '#oracles';
import { killLoop } from './kill-loop.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10' },
    clients: { type: 'string', default: '8' },
    database: { type: 'string', default: 'sqlite' },
    /** Lets the server tell before it has stored: the loop must end with 1. */
    sabotage: { type: 'boolean', default: false },
  },
});

const missing = values.database === 'postgresql' && skipWithoutPostgresql();
if (missing) throw new Error(missing);
const { kills, faults } = await killLoop({
  seed: Number(values.seed),
  count: Number(values.count),
  clients: Number(values.clients),
  database: values.database === 'postgresql' ? 'postgresql' : 'sqlite',
  sabotage: values.sabotage,
  tell: console.log,
});
for (const fault of faults) console.log(`  ${fault}`);
console.log(faults.length === 0 ? `${kills} kills, nothing lost.` : `Lost after ${kills} kills.`);
process.exitCode = faults.length === 0 ? 0 : 1;
