import { rmSync, writeFileSync } from 'node:fs';
import type { RunningProcess } from './house.ts';
import { until, type Scene } from './scene.ts';

/**
 * Does `act` to a process that is about to sign a certificate: what it signs is on record, and the key has it. It gets no
 * further before `act` is done.
 */
export async function beforeSigning(
  { house }: Scene,
  process: RunningProcess,
  act: () => void | Promise<void>,
): Promise<string[]> {
  const { pid } = process;
  const hold = house.hold(pid);
  const seen = house.signatures().length;
  const isSigning = (): boolean =>
    house
      .signatures()
      .slice(seen)
      .some((each) => each.pid === pid && each.kind === 'certificate');
  writeFileSync(hold, '');
  const faults = await until(isSigning, 'of a signature');
  await act();
  rmSync(hold);
  return faults;
}
