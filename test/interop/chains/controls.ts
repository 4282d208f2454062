import { authorityFaults, type AuthorityFault } from './authority-faults.ts';
import type { Chain } from './chain.ts';
import { leafFaults, type LeafFault } from './leaf-faults.ts';
import { listFaults, type ListFault } from './list-faults.ts';
import { makeWorld, type Fault } from './world.ts';

/** The faults that a verifier should see. */
export type ControlId = LeafFault | AuthorityFault | ListFault;

/** A chain with one fault. */
export interface Control extends Chain {
  readonly id: ControlId;
}

const faults: Readonly<Record<ControlId, Fault>> = {
  ...leafFaults,
  ...authorityFaults,
  ...listFaults,
};

/** Makes a chain for every fault, each good but for that. */
export async function makeControls(): Promise<Control[]> {
  const world = await makeWorld();
  const ids = Object.keys(faults) as ControlId[];
  return Promise.all(ids.map(async (id) => ({ id, ...(await faults[id](world)) })));
}
