import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openssl, type TemporaryDirectory } from '#oracles';
import { httpLane, type Load } from '../ocsp/load.ts';
import type { Lane } from '../suite.ts';

/** One who asks for a certificate: a key of their own, one host name in CN and subject alternative name. */
export interface Applicant {
  readonly host: string;
  /** PKCS #10 in PEM. */
  readonly csr: string;
}

/** A server that issues certificates, ours or another. */
export interface Issuer extends AsyncDisposable {
  /** Certificates for `width` clients at a time, each on a connection that it keeps where the server lets it. */
  lane(width: number): Lane;
}

/** What `CERTWRIGHT_BENCH_PEERS` says, and the file below it; or why there is none, as a sentence. */
export function findPeer(name: string, path: string): { readonly installed: string } | string {
  const installed = process.env['CERTWRIGHT_BENCH_PEERS'];
  if (!installed) return `${name}: CERTWRIGHT_BENCH_PEERS names no directory (see install.sh)`;
  const file = join(installed, path);
  return existsSync(file) ? { installed } : `${name}: ${file} is not there (see install.sh)`;
}

/** What an issuer is made from. */
export interface IssuerParts extends Omit<Load, 'check' | 'width'> {
  /** The certificate that an answer tells of, in PEM. */
  certificateIn(answer: Buffer): string | Promise<string>;
  /** Who signed it, in PEM. */
  readonly authority: string;
  /** Goes with the server. */
  readonly own: TemporaryDirectory;
}

/** A server that runs, as one whose lanes count certificates; of each lane one is judged by OpenSSL. */
export function issuer({ certificateIn, authority, own, ...load }: IssuerParts): Issuer {
  const trusted = own.write('trusted.pem', authority);
  const judge = async (answer: Buffer): Promise<void> => {
    const input = await certificateIn(answer);
    const { stdout, stderr } = await openssl(['verify', '-CAfile', trusted], { input });
    assert.equal(stdout, 'stdin: OK\n', stderr);
  };
  return {
    lane: (width) => {
      let answer: Buffer = Buffer.alloc(0);
      const clients = `${width} client${width === 1 ? '' : 's'}`;
      const label = `${load.label}, ${clients}`;
      const lane = httpLane({ ...load, label, width, check: (body) => void (answer = body) });
      return {
        ...lane,
        once: async () => {
          await lane.once();
          await judge(answer);
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      await load.server.stop();
      own[Symbol.dispose]();
    },
  };
}

/** An HTTP request with a JSON body. */
export function post(path: string, body: object, headers: readonly string[] = []): Buffer {
  const json = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(json)}`,
    ...headers,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${json}`);
}

/** Asks for JSON, as the one who may see all. */
export async function getJson(
  url: string,
  authorization: string,
): Promise<Record<string, unknown>> {
  const answer = await fetch(url, { headers: { authorization } });
  assert.equal(answer.status, 200, url);
  return (await answer.json()) as Record<string, unknown>;
}
