/* D4: disks that are broken or full. npm run faults -- --fault broken-disk --kills 20 for more. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { brokenDisk } from './broken-disk.ts';
import { faultLoop } from './fault-loop.ts';
import { fullDisk } from './full-disk.ts';

const run = fileURLToPath(new URL('run.ts', import.meta.url));

test(
  'a disk that refuses what it is given is told as such, and nothing that was told is lost',
  { skip: brokenDisk.skip() },
  async (t) => {
    const seed = randomInt(2 ** 31);
    const tell = (line: string): void => t.diagnostic(`seed ${seed}: ${line}`);
    const plan = { seed, count: 3, clients: 8, database: 'sqlite', tell } as const;
    const { faults } = await faultLoop(brokenDisk, plan);
    assert.deepEqual(faults, []);
  },
);

test(
  'a disk that is full is told as such, and all goes on when there is room',
  { skip: fullDisk.skip() },
  (t) => {
    const seed = String(randomInt(2 ** 31));
    const words = [run, '--fault', 'full-disk', '--kills', '2', '--seed', seed];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    t.diagnostic(stdout);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /503 The disk of the database is full/);
  },
);
