import assert from 'node:assert/strict';
import { parseOnePem } from '#der';
import {
  csrPem,
  encodeCertificationRequestInfo,
  encodeSigned,
  name,
  nameDer,
  parseCsr,
  verifyCsr,
} from '#x509';
import type { Csr, Extension } from '#x509';
import { operation } from '../operation.ts';
import type { Comparison, Lane, Size } from '../suite.ts';
import { bareSign, bareVerify, keySpecs, makeKey } from './keys.ts';
import type { Key } from './keys.ts';
import { peerParseCsr } from './peer.ts';

/** A CSR, what it is made of, and the key behind it. */
interface Request {
  readonly key: Key;
  readonly csr: Csr;
}

/** Parsing is nothing beside the verification that follows it (design: parse CSR / verify). */
const parseTarget = 0.05;
/** More than the public keys that stay imported, so that every CSR brings a new one. RSA keys take too long to make. */
const counts: Readonly<Record<string, number>> = { 'P-256': 128, 'RSA-2048': 2, 'ML-DSA-65': 128 };

/** Parsing and verifying CSRs, and the way in from PEM. */
export async function requestComparisons(size: Size): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const kind of Object.keys(keySpecs)) {
    const requests = await makeRequests(kind, size === 'full' ? (counts[kind] ?? 1) : 1);
    comparisons.push(...ofKind(kind, requests));
  }
  return comparisons;
}

function ofKind(kind: string, requests: readonly Request[]): Comparison[] {
  const verify = operation({
    label: `crypto.verify, ${kind}`,
    run: (turn) => {
      const { key, csr } = at(requests, turn);
      return bareVerify(key, csr.tbsDer, csr.signature);
    },
    check: (isRight) => assert.equal(isRight, true),
  });
  const limit = { lane: verify, by: 'cost' } as const;
  const peer = { lane: peerLane(requests), by: 'speed' } as const;
  const against = kind === 'P-256' ? [{ ...limit, target: parseTarget }, peer] : [limit];
  return [
    { ours: parseLane(kind, requests), against },
    { ours: pemLane(kind, requests), against: [limit] },
    { ours: verifyLane(kind, requests), against: [limit] },
  ];
}

function parseLane(kind: string, requests: readonly Request[]): Lane {
  return operation({
    label: `parse CSR, ${kind}`,
    run: (turn) => parseCsr(at(requests, turn).csr.der),
    check: ({ spki }) => assert.equal(spki.length, at(requests, 0).key.spki.length),
  });
}

function pemLane(kind: string, requests: readonly Request[]): Lane {
  const pems = requests.map(({ csr }) => csrPem(csr.der));
  return operation({
    label: `read PEM of CSR, ${kind}`,
    run: (turn) => parseOnePem(at(pems, turn), 'CERTIFICATE REQUEST'),
    check: (der) => assert.ok(requests.some(({ csr }) => Buffer.compare(csr.der, der) === 0)),
  });
}

function verifyLane(kind: string, requests: readonly Request[]): Lane {
  return operation({
    label: `parse and verify CSR, ${kind}`,
    run: (turn) => verifyCsr(parseCsr(at(requests, turn).csr.der)),
    check: () => {},
  });
}

function peerLane(requests: readonly Request[]): Lane {
  return operation({
    label: '@peculiar/x509 parse CSR',
    run: (turn) => peerParseCsr(at(requests, turn).csr.der),
    check: (subject) => assert.equal(subject, 'CN=host.example.com'),
  });
}

async function makeRequests(kind: string, count: number): Promise<Request[]> {
  const spec = keySpecs[kind];
  assert.ok(spec);
  const keys = await Promise.all(Array.from({ length: count }, () => makeKey(spec)));
  return keys.map((key) => ({ key, csr: makeCsr(key) }));
}

function makeCsr(key: Key): Csr {
  const extensions: Extension[] = [
    {
      type: 'subject_alternative_name',
      critical: false,
      value: [
        { type: 'DNS', value: 'host.example.com' },
        { type: 'DNS', value: 'www.host.example.com' },
      ],
    },
  ];
  const subjectDer = nameDer(name('CN=host.example.com'));
  const info = encodeCertificationRequestInfo({ subjectDer, spki: key.spki, extensions });
  return parseCsr(encodeSigned(info, key.algorithm, bareSign(key, info)));
}

function at<T>(list: readonly T[], turn: number): T {
  return list[turn % list.length] as T;
}
