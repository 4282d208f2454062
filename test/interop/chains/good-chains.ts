import { name, type Extension } from '#x509';
import { makeSigners } from '../specimens/key-kinds.ts';
import { makeSigner, type Signer } from '../specimens/signer.ts';
import {
  basicConstraints,
  certifyServer,
  host,
  listRevoked,
  makeAuthority,
  type Authority,
  type Chain,
} from './chain.ts';

/** A chain that everybody should accept. */
export interface GoodChain extends Chain {
  /** Whose keys it has throughout. */
  readonly kind: string;
}

const policy: Extension = {
  type: 'certificate_policies',
  critical: false,
  value: [{ policy_identifier: '1.2.3.4', policy_qualifiers: ['https://example.com/cps'] }],
};

const constraints: Extension = {
  type: 'name_constraints',
  critical: true,
  value: {
    permitted_subtrees: [{ type: 'DNS', value: 'example.com' }],
    excluded_subtrees: [{ type: 'DNS', value: 'evil.example.com' }],
  },
};

const names: Extension = {
  type: 'subject_alternative_name',
  critical: false,
  value: [
    { type: 'DNS', value: '*.example.com' },
    { type: 'DNS', value: host },
    { type: 'IP', value: '192.0.2.1' },
  ],
};

/** Three keys of one kind. */
export interface Keys {
  readonly root: Signer;
  readonly issuing: Signer;
  readonly leaf: Signer;
}

/** Three new keys of every kind; see {@link makeSigners}. */
export async function makeAllKeys(full: boolean): Promise<readonly Keys[]> {
  const [roots, issuing, leaves] = await Promise.all([1, 2, 3].map(() => makeSigners(full)));
  return (roots ?? []).map((root, at) => ({
    root,
    issuing: issuing?.[at] ?? root,
    leaf: leaves?.[at] ?? root,
  }));
}

/** A chain of three for each kind of key, and longer and stricter ones of `usual` keys. */
export async function makeGoodChains(all: readonly Keys[], usual: Keys): Promise<GoodChain[]> {
  return Promise.all([
    ...all.map((keys) => makeChain({ id: `good-${keys.root.kind}`, keys })),
    makeChain({ id: 'good-without-intermediate', keys: usual, intermediates: [] }),
    makeChain({
      id: 'good-with-two-intermediates',
      keys: usual,
      intermediates: [[basicConstraints(true, 1)], [basicConstraints(true, 0)]],
    }),
    makeChain({
      id: 'good-with-path-length',
      keys: usual,
      intermediates: [[basicConstraints(true, 0)]],
    }),
    makeChain({ id: 'good-with-name-constraints', keys: usual, intermediates: [[constraints]] }),
    makeChain({ id: 'good-with-policies', keys: usual, intermediates: [[policy]], leaf: [policy] }),
    makeChain({ id: 'good-with-wildcard', keys: usual, leaf: [names] }),
    makeChain({ id: 'good-beside-a-revoked-one', keys: usual, revoked: ['4712'] }),
  ]);
}

interface Plan {
  readonly id: string;
  readonly keys: Keys;
  /** Extensions of each, from below the root downwards. */
  readonly intermediates?: readonly (readonly Extension[])[];
  readonly leaf?: readonly Extension[];
  readonly revoked?: readonly string[];
}

async function makeChain(plan: Plan): Promise<GoodChain> {
  const { id, keys, intermediates = [[]], leaf, revoked } = plan;
  const root = await makeAuthority({
    signer: keys.root,
    name: name(`CN=Root ${id}`),
    serial: '1',
  });
  const authorities: Authority[] = [root];
  for (const extensions of intermediates)
    authorities.push(await below(plan, authorities, extensions));
  const issuer = authorities.at(-1) ?? root;
  return {
    id,
    kind: keys.root.kind,
    root: root.der,
    intermediates: authorities
      .slice(1)
      .toReversed()
      .map((each) => each.der),
    leaf: await certifyServer(issuer, keys.leaf, leaf),
    lists: await Promise.all(
      authorities.map((each) => listRevoked(each, each === issuer ? revoked : [])),
    ),
    host,
  };
}

async function below(
  { id, keys }: Plan,
  authorities: readonly Authority[],
  extensions: readonly Extension[],
): Promise<Authority> {
  const depth = authorities.length;
  // The keys of the second and later ones are new: verifiers take a key that comes again for a loop.
  const signer =
    depth === 1 ? keys.issuing : await makeSigner('p-256', { type: 'ec', curve: 'P-256' });
  const issuer = authorities.at(-1);
  const draft = {
    issuer,
    signer,
    name: name(`CN=Authority ${depth} ${id}`),
    serial: `${depth + 1}`,
  };
  return makeAuthority(draft, extensions);
}
