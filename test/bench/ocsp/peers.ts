import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { findTool, temporaryDirectory } from '#oracles';
import { encodeCertId, encodeOcspRequest, encodePkcs8, issuerId } from '#x509';
import { encodePem } from '#der';
import { newSerial } from '#authorities';
import { outsideAuthority } from '../../outside.ts';
import { freePort } from '../../server.ts';
import { startProcess, type ServerProcess } from './process.ts';

/** A server of others that is ready. */
export interface Peer extends AsyncDisposable {
  readonly port: number;
  readonly server: ServerProcess;
}

/** The least that a server on Node's sockets can do, with answers of so many bytes. */
export async function openBare(sizeBytes: number): Promise<Peer> {
  const program = join(import.meta.dirname, 'bare.ts');
  const server = await startProcess(process.execPath, [program, String(sizeBytes)], {
    prints: true,
  });
  const port = Number(server.firstLine);
  return { port, server, [Symbol.asyncDispose]: () => server.stop() };
}

/** nginx with one worker, giving out the files below `directory`; undefined where it is not on this machine. */
export async function openNginx(directory: string): Promise<Peer | undefined> {
  const nginx = findTool('nginx') ?? findTool('/usr/sbin/nginx');
  if (nginx === undefined) return undefined;
  const own = temporaryDirectory();
  const port = await freePort();
  const file = own.write('nginx.conf', nginxSettings(own.path, directory, port));
  const server = await startProcess(nginx, ['-p', own.path, '-c', file]);
  await untilListening(port);
  return { port, server, [Symbol.asyncDispose]: async () => end(server, own) };
}

/** One process does all, so that its time is what the scheduler says of it. */
function nginxSettings(own: string, directory: string, port: number): string {
  return `master_process off;
daemon off;
error_log ${own}/error.log;
pid ${own}/pid;
events {
  worker_connections 512;
}
http {
  access_log off;
  default_type application/ocsp-response;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port};
    root ${directory};
    index index.ocsp;
  }
}
`;
}

/** What `openssl ocsp` is asked, by an authority of its own. */
export interface OpensslPeer extends Peer {
  /** OCSPRequests (DER) with a nonce. */
  readonly requests: readonly Uint8Array[];
}

/** `openssl ocsp`, which signs each answer and then closes the connection; undefined where it is not on this machine. */
export async function openOpenssl(count: number): Promise<OpensslPeer | undefined> {
  if (findTool('openssl') === undefined) return undefined;
  const own = temporaryDirectory();
  const port = await freePort();
  const { pem, key, certificate } = await outsideAuthority(Date.now());
  const serials = Array.from({ length: count }, () => newSerial(Date.now()));
  const index = serials.map(
    (serial, i) => `V\t350101000000Z\t\t${serial}\tunknown\t/CN=host-${i}\n`,
  );
  const ca = own.write('ca.pem', pem);
  const args = ['ocsp', '-port', String(port), '-index', own.write('index.txt', index.join(''))];
  args.push('-CA', ca, '-rsigner', ca, '-ndays', '1');
  args.push('-rkey', own.write('key.pem', encodePem('PRIVATE KEY', encodePkcs8(key))));
  const server = await startProcess('openssl', args, { prints: true });
  const id = issuerId(certificate, 'SHA1');
  const requests = serials.map((serial, i) =>
    encodeOcspRequest([encodeCertId(id, serial)], new Uint8Array(32).fill(i)),
  );
  return { port, server, requests, [Symbol.asyncDispose]: async () => end(server, own) };
}

/** Waits for a server that says nowhere that it listens. */
export async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect({ port, host: '127.0.0.1' });
    const listens = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (listens) return;
    await setTimeout(50);
  }
  throw new Error(`Nobody listens on port ${port}.`);
}

async function end(server: ServerProcess, own: Disposable): Promise<void> {
  await server.stop();
  own[Symbol.dispose]();
}
