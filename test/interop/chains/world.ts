import { name } from '#x509';
import { makeSigner, type Signer } from '../specimens/signer.ts';
import {
  certifyServer,
  host,
  listRevoked,
  makeAuthority,
  type Authority,
  type Chain,
} from './chain.ts';

/** A root, an authority below it and the key of a server: what chains with a fault are made of. */
export interface World {
  readonly root: Authority;
  readonly issuing: Authority;
  /** The key of every leaf. */
  readonly leaf: Signer;
}

/** All of a chain but its id. */
export type Links = Omit<Chain, 'id'>;

/** Makes a chain that has one fault. */
export type Fault = (world: World) => Promise<Links>;

/** Makes an authority of each kind and a key for the leaf. */
export async function makeWorld(kind: 'p-256' | 'rsa-2048' = 'p-256'): Promise<World> {
  const root = await makeAuthority({
    signer: await makeKey(kind),
    name: name(`CN=Controls Root ${kind}`),
    serial: '1',
  });
  const issuing = await makeAuthority({
    issuer: root,
    signer: await makeKey(kind),
    name: name(`CN=Controls Authority ${kind}`),
    serial: '2',
  });
  return { root, issuing, leaf: await makeKey(kind) };
}

/** A new key. */
export function makeKey(kind: 'p-256' | 'rsa-2048' = 'p-256'): Promise<Signer> {
  return kind === 'p-256'
    ? makeSigner(kind, { type: 'ec', curve: 'P-256' })
    : makeSigner(kind, { type: 'rsa', bits: 2048 });
}

/** The chain of a leaf below the issuing authority, with good lists. */
export async function chainOf(world: World, leaf: Uint8Array): Promise<Links> {
  const { root, issuing } = world;
  const lists = await Promise.all([issuing, root].map((each) => listRevoked(each)));
  return { root: root.der, intermediates: [issuing.der], leaf, lists, host };
}

/** The chain of a good leaf below other authorities, the last of which issues it; with good lists. */
export async function chainBelow(
  { root, leaf }: World,
  ...authorities: readonly Authority[]
): Promise<Links> {
  const issuer = authorities.at(-1) ?? root;
  return {
    root: root.der,
    intermediates: authorities.map(({ der }) => der).toReversed(),
    leaf: await certifyServer(issuer, leaf),
    lists: await Promise.all([root, ...authorities].map((each) => listRevoked(each))),
    host,
  };
}
