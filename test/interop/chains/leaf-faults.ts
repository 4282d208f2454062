import { sign } from 'node:crypto';
import { present } from '#base';
import {
  encodeSigned,
  encodeTbsCertificate,
  findSignatureAlgorithm,
  nameDer,
  parseCertificate,
  type Extension,
} from '#x509';
import { authorityKeyIdentifier, certifyServer, host, type Draft } from './chain.ts';
import { chainOf, makeWorld, type Fault, type Links, type World } from './world.ts';

/** An extension that nobody knows and nobody may ignore. */
export const unknown: Extension = {
  type: 'unknown',
  critical: true,
  value: { oid: '1.2.3.4.5', value: 'BQA=' },
};

const forClients: Extension = {
  type: 'extended_key_usage',
  critical: false,
  value: ['1.3.6.1.5.5.7.3.2'],
};

/** The name of a fault. */
export type LeafFault =
  | 'wrong-host'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-purpose'
  | 'unknown-critical-extension'
  | 'wrong-authority-key-identifier'
  | 'tampered'
  | 'broken-signature'
  | 'sha-1';

/** What can be wrong with the certificate of a server. */
export const leafFaults: Readonly<Record<LeafFault, Fault>> = {
  'wrong-host': async (world) => ({ ...(await withLeaf(world)), host: 'other.example.com' }),
  expired: (world) => withLeaf(world, [], { fromDays: -9, untilDays: -2 }),
  'not-yet-valid': (world) => withLeaf(world, [], { fromDays: 2 }),
  'wrong-purpose': (world) => withLeaf(world, [forClients]),
  'unknown-critical-extension': (world) => withLeaf(world, [unknown]),
  'wrong-authority-key-identifier': (world) =>
    withLeaf(world, [authorityKeyIdentifier(world.leaf)]),
  tampered: async (world) => {
    const links = await withLeaf(world);
    return { ...links, leaf: flipped(links.leaf, Buffer.from(links.leaf).indexOf(`${host}0`) + 2) };
  },
  'broken-signature': async (world) => {
    const links = await withLeaf(world);
    return { ...links, leaf: flipped(links.leaf, links.leaf.length - 1) };
  },
  'sha-1': withSha1,
};

async function withLeaf(
  world: World,
  extensions: readonly Extension[] = [],
  draft: Partial<Draft> = {},
): Promise<Links> {
  return chainOf(world, await certifyServer(world.issuing, world.leaf, extensions, draft));
}

/** One bit of one octet is another: in the host, `wwv.example.com` for `www.example.com`. */
function flipped(der: Uint8Array, at: number): Uint8Array {
  return der.map((octet, index) => (index === at ? octet ^ 1 : octet));
}

/** The leaf is signed in SHA-1, which nothing of ours does: the signature is made here. */
async function withSha1(): Promise<Links> {
  const world = await makeWorld('rsa-2048');
  const { issuing, leaf } = world;
  const { subjectDer, notBeforeMs, notAfterMs, extensions } = parseCertificate(
    await certifyServer(issuing, leaf),
  );
  const algorithm = present(findSignatureAlgorithm('rsa-sha1'), 'RSA with SHA-1');
  const tbs = encodeTbsCertificate({
    serial: '4713',
    algorithm,
    issuerDer: nameDer(issuing.name),
    subjectDer,
    notBeforeMs,
    notAfterMs,
    extensions,
    spki: leaf.spki,
  });
  const signature = new Uint8Array(sign('sha1', tbs, issuing.signer.key));
  return chainOf(world, encodeSigned(tbs, algorithm, signature));
}
