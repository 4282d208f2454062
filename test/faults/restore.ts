import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { skipWithoutPostgresql } from '#oracles';
import { launcher, type FaultHouse } from './house.ts';
import type { Line } from './line.ts';
import { isReady } from './outage.ts';
import type { Fault } from './plan.ts';
import { hearOf, until, type Scene } from './scene.ts';
import { forget } from './told.ts';
import type { Signed } from './witness.ts';

/** How the database goes back: by a backup while nothing runs, or by a failover to a late standby under a running CA. */
const ways = ['backup', 'failover'] as const;

/**
 * I13, D7: PostgreSQL comes back without its last rows. Nothing is signed until an operator has typed
 * `certwright db confirm`; afterwards no number of a lost list, and no lost serial, is used again.
 */
export const restore: Fault = {
  databases: ['postgresql'],
  losesRows: true,
  killsServer: true,
  skip: skipWithoutPostgresql,
  strike: async (scene, random, line) => {
    const way = random.pick(ways);
    await scene.postgresql?.backup();
    const faults = await hearOf(scene, 1 + random.below(20));
    const lost = new Set(scene.told.issued.values());
    const signed = await goBack(scene, way);
    faults.push(...(await signedUnconfirmed(scene, line)));
    faults.push(...(await confirm(scene.house)), ...(await hearOf(scene, 1 + random.below(20))));
    faults.push(...usedAgain(scene, lost, signed));
    return { what: way, faults };
  },
};

/** All that was signed before. Afterwards nobody has promised anything yet. */
async function goBack(
  { postgresql, all, house, told, startMissing }: Scene,
  way: (typeof ways)[number],
): Promise<readonly Signed[]> {
  if (way === 'backup') {
    await wait(notedMs);
    await Promise.all(all().map((each) => each.kill()));
  }
  await postgresql?.fallBack();
  // Whoever was about to sign has done so.
  await wait(settleMs);
  const signed = house.signatures();
  house.forgetSignatures();
  forget(told);
  await postgresql?.start();
  await startMissing();
  return signed;
}

const settleMs = 500;
/** A process that is killed has noted how far the trail had gone so long ago. */
const notedMs = 1500;
/** Long enough for jobs that nobody holds up, also by processes that only doubt (`doubtedLooks` of #fence). */
const watchedMs = 6000;

async function signedUnconfirmed({ house }: Scene, line: Line): Promise<string[]> {
  const faults = await until(async () => !(await isReady(line)), 'of the fence from /readyz');
  await wait(watchedMs);
  const signed = house.signatures();
  if (signed.length > 0) faults.push(`${signed.length} signatures before the confirmation`);
  return faults;
}

async function confirm({ env }: FaultHouse): Promise<string[]> {
  const command = spawn(process.execPath, [launcher, 'db', 'confirm'], { env, stdio: 'ignore' });
  const [code] = (await once(command, 'exit')) as [number | null];
  return code === 0 ? [] : [`db confirm ended with ${code}`];
}

function usedAgain({ house, told }: Scene, lost: Set<string>, before: readonly Signed[]): string[] {
  const numbers = new Set(before.filter(({ kind }) => kind === 'list').map(({ number }) => number));
  return [
    ...[...told.issued.values()]
      .filter((serial) => lost.has(serial))
      .map((serial) => `${serial} was used before the restore`),
    ...house
      .signatures()
      .filter(({ number }) => numbers.has(number))
      .map(({ number }) => `number ${number} was used before the restore`),
  ];
}
