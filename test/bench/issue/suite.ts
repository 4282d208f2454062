import assert from 'node:assert/strict';
import { join } from 'node:path';
import { present } from '#base';
import { skipWithoutPostgresql, startPostgresql, temporaryDirectory } from '#oracles';
import { makeCsr } from '../../csr.ts';
import { httpLane } from '../ocsp/load.ts';
import { startProcess, type ServerProcess } from '../ocsp/process.ts';
import { operation } from '../operation.ts';
import type { Comparison, Lane, Size, Suite } from '../suite.ts';
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
    const lanes: Lane[] = [];
    for (const issuer of issuers) {
      const server = await startServer(opened, directory.path, issuer);
      const requests = requestsTo(JSON.parse(server.firstLine) as Issuing, csrs);
      const limit = await verifyAndSign(issuer);
      if (size === 'full') await lane({ issuer, width: 64, server, requests }).round(warmUpMs);
      for (const width of clients) {
        const ours = lane({ issuer, width, server, requests });
        lanes.push(ours);
        comparisons.push({ ours, against: [{ lane: limit, by: 'cost', target: targets[issuer] }] });
      }
    }
    const skipped = skipWithoutPostgresql();
    if (skipped === false) {
      const onServer = await postgresqlLanes(opened, { directory: directory.path, csrs, size });
      for (const [at, ours] of onServer.entries())
        comparisons.push({ ours, against: beside(lanes[at]) });
    }
    const rest = opened.move();
    return {
      comparisons,
      ...(skipped !== false && { skipped: [`issue on PostgreSQL: ${skipped}`] }),
      close: () => rest.disposeAsync(),
    };
  },
};

async function startServer(
  opened: AsyncDisposableStack,
  directory: string,
  ...issuerAndUrl: readonly string[]
): Promise<ServerProcess> {
  const args = [program, directory, ...issuerAndUrl];
  const server = await startProcess(process.execPath, args, { prints: true });
  opened.defer(() => server.stop());
  return server;
}

/** The lanes of the first issuer once more, on a PostgreSQL server on this machine, whose own CPU time is not counted. */
async function postgresqlLanes(
  opened: AsyncDisposableStack,
  {
    directory,
    csrs,
    size,
  }: { readonly directory: string; readonly csrs: readonly Applicant[]; readonly size: Size },
): Promise<Lane[]> {
  const database = opened.use(await startPostgresql());
  const [issuer] = issuers;
  const server = await startServer(opened, directory, issuer, await database.newDatabase());
  const requests = requestsTo(JSON.parse(server.firstLine) as Issuing, csrs);
  const laneOf = (width: number): Lane =>
    lane({ issuer, width, server, requests, where: ', PostgreSQL' });
  if (size === 'full') await laneOf(64).round(warmUpMs);
  return clients.map(laneOf);
}

/** The same on SQLite, by the clock: on a server a part of the work is done by others. */
function beside(sqlite: Lane | undefined): Comparison['against'] {
  return sqlite ? [{ lane: sqlite, by: 'speed', clock: 'wall' }] : [];
}

interface IssueLane {
  readonly issuer: string;
  readonly width: number;
  readonly server: ServerProcess;
  readonly requests: readonly Buffer[];
  /** Which database, for the label. Default: SQLite is not named. */
  readonly where?: string;
}

function lane({ issuer, width, server, requests, where = '' }: IssueLane): Lane {
  const { port } = JSON.parse(server.firstLine) as Issuing;
  const label = `issue, ${issuer}, ${width} client${width === 1 ? '' : 's'}${where}`;
  return httpLane({ label, server, port, width, requests, check: isIssued });
}

/** Who asks for a certificate. */
interface Applicant {
  readonly pem: string;
}

function requestsTo({ serial, authorization }: Issuing, csrs: readonly Applicant[]): Buffer[] {
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
