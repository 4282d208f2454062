import { certifyServer, listRevoked, type ListDraft } from './chain.ts';
import { unknown } from './leaf-faults.ts';
import { chainOf, type Fault, type Links, type World } from './world.ts';

/** The name of a fault. */
export type ListFault =
  | 'revoked'
  | 'list-missing'
  | 'list-expired'
  | 'list-signed-by-another-key'
  | 'list-with-unknown-critical-extension';

/** What can be wrong with the list of whoever issued a good certificate. */
export const listFaults: Readonly<Record<ListFault, Fault>> = {
  revoked: (world) => withList(world, {}, ['4711']),
  'list-missing': async (world) => ({
    ...(await withList(world)),
    lists: [await listRevoked(world.root)],
  }),
  'list-expired': (world) => withList(world, { fromDays: -9, untilDays: -2 }),
  'list-signed-by-another-key': (world) => withList(world, { signer: world.leaf }),
  'list-with-unknown-critical-extension': (world) => withList(world, { extensions: [unknown] }),
};

async function withList(
  world: World,
  draft: ListDraft = {},
  serials: readonly string[] = [],
): Promise<Links> {
  const { root, issuing, leaf } = world;
  const links = await chainOf(world, await certifyServer(issuing, leaf));
  return {
    ...links,
    lists: [await listRevoked(issuing, serials, draft), await listRevoked(root)],
  };
}
