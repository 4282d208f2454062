/**
 * A process of its own that makes the next regular list of the authority that `revoked.ts` has made, as its timetable
 * does, and prints what that took. Exports nothing.
 */
import assert from 'node:assert/strict';
import { fixedClock } from '#base';
import { nextPublished, openRevoked } from './revoked.ts';
import { sampleOf } from './watch.ts';

const [directory, nowMs] = process.argv.slice(2);
assert.ok(directory);
const app = await openRevoked(directory, fixedClock(Number(nowMs)));
let working: Promise<void> | undefined;
const sample = await sampleOf(async () => {
  const published = nextPublished(app);
  await app.crl.start();
  working = app.jobs.idle();
  await published;
});
await working;
await app.close();
process.stdout.write(JSON.stringify(sample));
