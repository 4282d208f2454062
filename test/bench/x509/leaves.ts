import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import {
  certificatePem,
  encodeSigned,
  encodeTbsCertificate,
  keyIdentifier,
  parseCertificate,
  signMessage,
} from '#x509';
import { toBase64 } from '#base';
import { prepareCertificate } from '#lint';
import { operation } from '../operation.ts';
import type { Comparison, Lane } from '../suite.ts';
import { bareSign, bareVerify, keySpecs, makeKey } from './keys.ts';
import { hostOf, issuerCertificate, tbsOf } from './leaf.ts';
import type { LeafParts } from './leaf.ts';
import { peerIssuer, peerParseCertificate } from './peer.ts';
import { templateExtensions } from './template.ts';

/** Building a certificate is nothing beside signing it (design: build from template + wrap / one P-256 signature). */
const buildTarget = 0.1;

/** An authority, the key of a subject, and what its certificates have in common. */
interface Setting extends LeafParts {
  readonly kind: string;
  /** Of one certificate, of the length that all have. */
  readonly tbsDer: Uint8Array;
  readonly signature: Uint8Array;
  readonly der: Uint8Array;
}

/** Building, signing, parsing and printing the certificates of TLS servers, with nine extensions. */
export async function leafComparisons(): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const kind of Object.keys(keySpecs)) comparisons.push(...(await ofKind(kind)));
  return comparisons;
}

async function ofKind(kind: string): Promise<Comparison[]> {
  const setting = await makeSetting(kind);
  const isFirst = kind === 'P-256';
  const sign = { lane: signLane(setting), by: 'cost' } as const;
  const verify = { lane: verifyLane(setting), by: 'cost' } as const;
  const target = isFirst ? buildTarget : undefined;
  const peers = isFirst ? await peerLanes(setting) : undefined;
  return [
    { ours: buildLane(setting), against: [{ ...sign, target }] },
    ...(isFirst ? [{ ours: plainLane(setting), against: [sign] }] : []),
    ...(isFirst ? [{ ours: prepareLane(setting), against: [sign] }] : []),
    {
      ours: issueLane(setting),
      against: peers ? [sign, { lane: peers.issue, by: 'speed' }] : [sign],
    },
    {
      ours: parseLane(setting),
      against: peers
        ? [verify, { lane: nodeLane(setting), by: 'speed' }, { lane: peers.parse, by: 'speed' }]
        : [verify],
    },
    ...(isFirst ? [{ ours: pemLane(setting), against: [sign] }] : []),
  ];
}

async function makeSetting(kind: string): Promise<Setting> {
  const spec = keySpecs[kind];
  assert.ok(spec);
  const [issuer, subject] = await Promise.all([makeKey(spec), makeKey(spec)]);
  const template = templateExtensions(issuer.spki);
  const subjectKeyId = toBase64(keyIdentifier(subject.spki));
  const parts = { kind, issuer, subject, template, subjectKeyId };
  const tbsDer = encodeTbsCertificate(tbsOf(parts, 0));
  const signature = bareSign(issuer, tbsDer);
  return { ...parts, tbsDer, signature, der: encodeSigned(tbsDer, issuer.algorithm, signature) };
}

/** What differs between two certificates, as requests and the source of serials hand it over. */
function buildLane(setting: Setting): Lane {
  const { issuer, signature, kind } = setting;
  return operation({
    label: `build leaf from template + wrap, ${kind}`,
    run: (turn) =>
      encodeSigned(encodeTbsCertificate(tbsOf(setting, turn)), issuer.algorithm, signature),
    check: checkLeaf,
  });
}

function plainLane(setting: Setting): Lane {
  const { issuer, signature, kind } = setting;
  const plain = { ...setting, template: structuredClone(setting.template) };
  return operation({
    label: `build leaf, nothing precompiled, ${kind}`,
    run: (turn) =>
      encodeSigned(encodeTbsCertificate(tbsOf(plain, turn)), issuer.algorithm, signature),
    check: checkLeaf,
  });
}

function prepareLane(setting: Setting): Lane {
  const issuer = issuerCertificate(setting.issuer);
  return operation({
    label: `prepare (lint), ${setting.kind}`,
    run: () => prepareCertificate(setting.tbsDer, { issuer }),
    check: (prepared) => assert.deepEqual(prepared.redeem(), setting.tbsDer),
  });
}

function issueLane(setting: Setting): Lane {
  const { issuer, kind } = setting;
  return operation({
    label: `build and sign leaf, ${kind}`,
    run: async (turn) => {
      const tbsDer = encodeTbsCertificate(tbsOf(setting, turn));
      const signature = await signMessage(issuer.privateKey, issuer.algorithm, tbsDer);
      return encodeSigned(tbsDer, issuer.algorithm, signature);
    },
    check: (der) => {
      checkLeaf(der);
      assert.ok(new X509Certificate(der).verify(issuer.publicKey));
    },
  });
}

function parseLane({ der, kind }: Setting): Lane {
  return operation({
    label: `parse certificate, ${kind}`,
    run: () => parseCertificate(der),
    check: (certificate) => assert.equal(certificate.extensions.length, 9),
  });
}

function pemLane({ der, kind }: Setting): Lane {
  return operation({
    label: `PEM of certificate, ${kind}`,
    run: () => certificatePem(der),
    check: (pem) => assert.deepEqual(new X509Certificate(pem).raw, Buffer.from(der)),
  });
}

function signLane({ issuer, tbsDer, kind }: Setting): Lane {
  return operation({
    label: `crypto.sign, ${kind}`,
    run: () => bareSign(issuer, tbsDer),
    check: (signature) => assert.ok(bareVerify(issuer, tbsDer, signature)),
  });
}

function verifyLane({ issuer, tbsDer, signature, kind }: Setting): Lane {
  return operation({
    label: `crypto.verify, ${kind}`,
    run: () => bareVerify(issuer, tbsDer, signature),
    check: (isRight) => assert.ok(isRight),
  });
}

function nodeLane({ der }: Setting): Lane {
  return operation({
    label: 'new X509Certificate of node:crypto',
    run: () => new X509Certificate(der),
    check: ({ subject }) => assert.equal(subject, 'CN=host-1000.example.com'),
  });
}

async function peerLanes(
  setting: Setting,
): Promise<{ readonly issue: Lane; readonly parse: Lane }> {
  const { issuer, subject, der } = setting;
  const issue = await peerIssuer(issuer, subject);
  return {
    issue: operation({
      label: '@peculiar/x509 build and sign leaf',
      run: (turn) => issue(hostOf(turn)),
      check: (raw) => assert.equal(parseCertificate(raw).extensions.length, 9),
    }),
    parse: operation({
      label: '@peculiar/x509 parse certificate',
      run: () => peerParseCertificate(der),
      check: (count) => assert.equal(count, 9),
    }),
  };
}

function checkLeaf(der: Uint8Array): void {
  const { extensions, subject } = parseCertificate(der);
  assert.equal(extensions.length, 9);
  assert.match(subject[0]?.value ?? '', /^host-\d{4}\.example\.com$/);
}
