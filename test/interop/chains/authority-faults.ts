import { name, type Extension, type GeneralName } from '#x509';
import {
  basicConstraints,
  certifyServer,
  host,
  listRevoked,
  makeAuthority,
  type Authority,
  type Draft,
} from './chain.ts';
import { unknown } from './leaf-faults.ts';
import {
  chainBelow,
  chainOf,
  makeKey,
  makeWorld,
  type Fault,
  type Links,
  type World,
} from './world.ts';

/** The name of a fault. */
export type AuthorityFault =
  | 'other-root'
  | 'path-too-long'
  | 'name-not-permitted'
  | 'name-excluded'
  | 'policy-required'
  | 'issuer-is-no-authority'
  | 'issuer-may-not-sign'
  | 'issuer-expired'
  | 'issuer-with-unknown-critical-extension'
  | 'issuer-revoked';

/** What can be wrong with the authorities above a good certificate. */
export const authorityFaults: Readonly<Record<AuthorityFault, Fault>> = {
  'other-root': async (world) => ({
    ...(await chainOf(world, await certifyServer(world.issuing, world.leaf))),
    root: (await makeWorld()).root.der,
  }),
  'path-too-long': belowPathLength,
  'name-not-permitted': (world) => belowAuthority(world, [constraints({ permitted: otherNames })]),
  'name-excluded': (world) => belowAuthority(world, [constraints({ excluded: itsNames })]),
  'policy-required': (world) => belowAuthority(world, [requirePolicy]),
  'issuer-is-no-authority': (world) => belowAuthority(world, [basicConstraints(false)]),
  'issuer-may-not-sign': (world) => belowAuthority(world, [onlyLists]),
  'issuer-expired': (world) => belowAuthority(world, [], { fromDays: -9, untilDays: -2 }),
  'issuer-with-unknown-critical-extension': (world) => belowAuthority(world, [unknown]),
  'issuer-revoked': async (world) => {
    const links = await chainOf(world, await certifyServer(world.issuing, world.leaf));
    return {
      ...links,
      lists: [await listRevoked(world.issuing), await listRevoked(world.root, ['2'])],
    };
  },
};

const itsNames: readonly GeneralName[] = [{ type: 'DNS', value: host }];
const otherNames: readonly GeneralName[] = [{ type: 'DNS', value: 'example.org' }];

const onlyLists: Extension = { type: 'key_usage', critical: true, value: ['crl_sign'] };

const requirePolicy: Extension = {
  type: 'policy_constraints',
  critical: true,
  value: { require_explicit_policy: 0, inhibit_policy_mapping: null },
};

function constraints(names: {
  permitted?: readonly GeneralName[];
  excluded?: readonly GeneralName[];
}): Extension {
  const { permitted = null, excluded = null } = names;
  const value = { permitted_subtrees: permitted, excluded_subtrees: excluded };
  return { type: 'name_constraints', critical: true, value };
}

async function belowAuthority(
  world: World,
  extensions: readonly Extension[],
  draft: Partial<Draft> = {},
): Promise<Links> {
  return chainBelow(world, await authority(world, extensions, draft));
}

/** root → authority that allows none below it → authority → leaf. */
async function belowPathLength(world: World): Promise<Links> {
  const limited = await authority(world, [basicConstraints(true, 0)]);
  const signer = await makeKey();
  const draft = { issuer: limited, signer, name: name('CN=Authority Below'), serial: '4' };
  return chainBelow(world, limited, await makeAuthority(draft));
}

/** Below the root, good but for these extensions and times. */
function authority(
  { root, issuing }: World,
  extensions: readonly Extension[],
  draft: Partial<Draft> = {},
): Promise<Authority> {
  const base = { issuer: root, signer: issuing.signer, name: name('CN=Other Authority') };
  return makeAuthority({ ...base, serial: '3', ...draft }, extensions);
}
