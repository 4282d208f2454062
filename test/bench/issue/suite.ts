import assert from 'node:assert/strict';
import { join } from 'node:path';
import { present } from '#base';
import { temporaryDirectory } from '#oracles';
import { makeCsr } from '../../csr.ts';
import { httpLane } from '../ocsp/load.ts';
import { startProcess, type ServerProcess } from '../ocsp/process.ts';
import { operation } from '../operation.ts';
import type { Comparison, Lane, Suite } from '../suite.ts';
import { bareSign, bareVerify, keySpecs, makeKey } from '../x509/keys.ts';
import type { Issuing } from './serve.ts';

const program = join(import.meta.dirname, 'serve.ts');
const issuers = ['P-256', 'RSA-2048'] as const;
const clients = [1, 8, 64] as const;

/** The cost of verify and sign alone that issuing may have: 0.35 and 0.75 of their speed (design.md §6). */
const targets = { 'P-256': 2.86, 'RSA-2048': 1.34 } as const;

/** So many that each CSR is a new one to the server when it comes again. */
const distinct = 1024;

/** A server that has just begun is several times as slow: the compiler has not seen yet what is hot. */
const warmUpMs = 5000;

/** A certificate by REST: order, job, intent, signature, record, event, answer; every one durable before it is told. */
export const issue: Suite = {
  name: 'issue',
  summary: 'certificates ordered by REST until issued, 1 to 64 clients; CPU time of the server',
  open: async (size) => {
    await using opened = new AsyncDisposableStack();
    const directory = temporaryDirectory();
    opened.defer(() => directory[Symbol.dispose]());
    const csrs = await Promise.all(
      Array.from({ length: size === 'smoke' ? 2 : distinct }, () => makeCsr()),
    );
    const comparisons: Comparison[] = [];
    for (const issuer of issuers) {
      const server = await startProcess(process.execPath, [program, directory.path, issuer], {
        prints: true,
      });
      opened.defer(() => server.stop());
      const requests = requestsTo(JSON.parse(server.firstLine) as Issuing, csrs);
      const limit = await verifyAndSign(issuer);
      if (size === 'full') await lane({ issuer, width: 64, server, requests }).round(warmUpMs);
      for (const width of clients)
        comparisons.push({
          ours: lane({ issuer, width, server, requests }),
          against: [{ lane: limit, by: 'cost', target: targets[issuer] }],
        });
    }
    const rest = opened.move();
    return { comparisons, close: () => rest.disposeAsync() };
  },
};

interface IssueLane {
  readonly issuer: string;
  readonly width: number;
  readonly server: ServerProcess;
  readonly requests: readonly Buffer[];
}

function lane({ issuer, width, server, requests }: IssueLane): Lane {
  const { port } = JSON.parse(server.firstLine) as Issuing;
  const label = `issue, ${issuer}, ${width} client${width === 1 ? '' : 's'}`;
  return httpLane({ label, server, port, width, requests, check: isIssued });
}

function requestsTo(
  { serial, authorization }: Issuing,
  csrs: readonly { readonly pem: string }[],
): Buffer[] {
  return csrs.map(({ pem: csr }, i) => {
    const subject = [{ oid: 'CN', value: `host-${i}.example.com` }];
    const body = JSON.stringify({ csr, subject });
    const head = [
      `POST /api/ca/${serial}/sign/?wait=30 HTTP/1.1`,
      'host: 127.0.0.1',
      `authorization: ${authorization}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
  });
}

function isIssued(body: Buffer): void {
  const { status } = JSON.parse(body.toString()) as { readonly status: string };
  assert.equal(status, 'issued');
}

/** What no certificate can do without: the proof of possession verified, and one signature, in this process. */
async function verifyAndSign(issuer: string): Promise<Lane> {
  const [applicant, authority] = await Promise.all(
    ['P-256', issuer].map((key) => makeKey(present(keySpecs[key], key))),
  );
  assert.ok(applicant && authority);
  const message = new Uint8Array(600).fill(7);
  const proof = bareSign(applicant, message);
  return operation({
    label: `verify P-256 and sign ${issuer}`,
    run: () => bareVerify(applicant, message, proof) && bareSign(authority, message),
    check: (made) => assert.ok(made && bareVerify(authority, message, made)),
  });
}
