/* D5: kill -9 of a process that does nothing but replace responders, at any moment: what others tell stays true, and nothing is left behind. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, utimesSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { day, minute } from '#base';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { noon } from '../../../test/app.ts';
import { askAbout, issue, ocspApp } from '../../../test/ocsp.ts';

const victim = `
  import { openApp } from '#app';
  import { fixedClock } from '#base';
  import { files } from '#keys';
  const [directory, now] = process.argv.slice(1);
  const app = await openApp({
    database: \`sqlite:\${directory}/ca.db\`,
    keys: { default: files({ directory: \`\${directory}/keys\` }) },
    clock: fixedClock(Number(now)),
    jobs: 'hold',
    ocsp: 'hold',
  });
  const issuing = await app.authorities.get({ name: 'issuing' });
  for (;;) {
    await app.ocsp.renewResponder(issuing, { force: true });
    console.log('renewed');
  }
`;

/** Runs the victim until it has renewed once and for a moment more. */
async function runAndKill(directory: string, afterMs: number): Promise<void> {
  const args = ['--input-type=module', '--eval', victim, directory, String(noon)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = once(createInterface(child.stdout), 'line');
  const ended = once(child, 'exit');
  await Promise.race([line, ended]);
  await setTimeout(afterMs);
  child.kill('SIGKILL');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
}

test('a process that is killed while it replaces responders leaves no lie and no key', async () => {
  using directory = temporaryDirectory();
  const keys = `${directory.path}/keys`;
  await using ca = await ocspApp({
    database: `sqlite:${directory.path}/ca.db`,
    keys: { default: files({ directory: keys }) },
    jobs: 'hold',
  });
  const [good, bad] = [await issue(ca), await issue(ca)];
  await ca.certificates.revoke(bad, { reason: 'keyCompromise' });
  const checkTruth = async (): Promise<void> => {
    const nonce = new Uint8Array(16).fill(3);
    for (const options of [{}, { nonce }]) {
      assert.equal((await askAbout(ca, ca.issuing, good.serial, options)).says, 'good');
      const { says } = await askAbout(ca, ca.issuing, bad.serial, options);
      assert.equal(says, 'revoked keyCompromise');
    }
  };
  const afterMs = randomInt(100);
  await runAndKill(directory.path, afterMs);
  await assert.doesNotReject(checkTruth, `killed after ${afterMs} ms`);
  for (const file of readdirSync(keys)) utimesSync(`${keys}/${file}`, 1, 1);
  const sweep = async (laterMs: number): Promise<void> => {
    ca.clock.advance(laterMs);
    await ca.authorities.recover();
    await ca.db.transaction((trx) => ca.jobs.book(trx, 'ocsp.sweep', {}, { key: 'all' }));
    await ca.jobs.idle();
    await checkTruth();
  };
  await sweep(11 * minute);
  await sweep(4 * day);
  assert.deepEqual((await ca.ocsp.freshness()).stale, []);
  assert.equal(readdirSync(keys).length, 4, 'of two authorities and a responder of each');
  assert.equal((await ca.events.verify()).fault, undefined);
});
