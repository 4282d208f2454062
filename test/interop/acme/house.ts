import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { openssl, temporaryDirectory, type Answer } from '#oracles';
import { makeNamespace, type Namespace } from './namespace.ts';
import { allAddresses } from './places.ts';

/** A running server, and the network that clients meet it in. */
export interface House extends AsyncDisposable {
  /** URL of the directory of the authority that issues. */
  readonly directory: string;
  /** The file of that name, for the clients and the server to share. */
  path(...parts: readonly string[]): string;
  /** Runs a client, which trusts the server; throws with all that it said when it fails. */
  run(
    tool: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Runs a client that is a server, until it has done something, then ends it; throws with what it said if it does not. */
  serveUntil(tool: string, args: readonly string[], isDone: () => boolean): Promise<void>;
  /** Verifies a certificate with OpenSSL; gives its serial, in upper-case hex. */
  serialOf(certificate: string, ...more: readonly string[]): Promise<string>;
  /** Whether a certificate is on record as revoked. */
  isRevoked(serial: string): boolean;
}

const patienceMs = 15_000;

export async function openHouse(): Promise<House> {
  const directory = temporaryDirectory();
  const path = (...parts: readonly string[]): string => join(directory.path, ...parts);
  for (const each of ['txt', 'www']) mkdirSync(path(each));
  writeHook(path('hook'));
  await makeTlsKey(path);
  const namespace = await makeNamespace(allAddresses, readFileSync(path('tls.pem')));
  const server = await startServer(namespace, path);
  const env = {
    REQUESTS_CA_BUNDLE: path('tls.pem'),
    LEGO_CA_CERTIFICATES: path('tls.pem'),
    SSL_CERT_FILE: path('tls.pem'),
    NODE_EXTRA_CA_CERTS: path('tls.pem'),
    TXT_DIRECTORY: path('txt'),
    WWW_DIRECTORY: path('www'),
    HOME: directory.path,
  };
  return {
    directory: readFileSync(path('ready'), 'utf8'),
    path,
    run: async (tool, args, more = {}) => {
      const answer = await namespace.ask(tool, args, {
        cwd: directory.path,
        env: { ...env, ...more },
      });
      if (answer.exitCode === 0) return answer;
      throw new Error(`${tool} ${args.join(' ')}\n${answer.stdout}${answer.stderr}`);
    },
    serveUntil: (tool, args, isDone) =>
      serveUntil([...namespace.prefix, tool, ...args], env, isDone),
    serialOf: (certificate, ...more) => serialOf(path, certificate, more),
    isRevoked: (serial) => isRevoked(path('ca.db'), serial),
    [Symbol.asyncDispose]: async () => {
      server.kill();
      await once(server, 'close');
      await namespace[Symbol.asyncDispose]();
      directory[Symbol.dispose]();
    },
  };
}

/** What clients call to put a proof, each with arguments of its own: certbot, dehydrated, lego, uacme. */
function writeHook(path: string): void {
  const script = `#!/bin/sh
case "$1" in
  present) name="\${2%.}"; value="$3" ;;
  deploy_challenge) name="_acme-challenge.$2"; value="$4" ;;
  begin)
    [ "$2" = "$PROOF" ] || exit 1
    [ "$2" = http-01 ] && { printf %s "$5" > "$WWW_DIRECTORY/$4"; exit 0; }
    name="_acme-challenge.$3"; value="$5" ;;
  "") name="_acme-challenge.$CERTBOT_DOMAIN"; value="$CERTBOT_VALIDATION" ;;
  *) exit 0 ;;
esac
echo "$value" >> "$TXT_DIRECTORY/$name"
`;
  writeFileSync(path, script, { mode: 0o755 });
}

async function makeTlsKey(path: House['path']): Promise<void> {
  const { exitCode, stderr } = await openssl([
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-keyout', path('tls.key'), '-out', path('tls.pem'), '-subj', '/CN=ca.test', '-days', '2'],
    ...['-addext', 'subjectAltName=DNS:ca.test'],
  ]);
  if (exitCode !== 0) throw new Error(stderr);
}

async function startServer(
  namespace: Namespace,
  path: House['path'],
): Promise<ReturnType<typeof spawn>> {
  const [command = '', ...prefix] = namespace.prefix;
  const script = join(import.meta.dirname, 'server.ts');
  const server = spawn(command, [...prefix, process.execPath, script, path('.')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const endMs = Date.now() + patienceMs;
  while (!existsSync(path('ready'))) {
    if (server.exitCode !== null || Date.now() > endMs) throw new Error(`no server: ${said}`);
    await wait(50);
  }
  return server;
}

const serverPatienceMs = 50_000;

async function serveUntil(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  isDone: () => boolean,
): Promise<void> {
  const server = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const closed = once(server, 'close');
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const endMs = Date.now() + serverPatienceMs;
  try {
    while (!isDone() && server.exitCode === null && Date.now() < endMs) await wait(100);
  } finally {
    server.kill();
    await closed;
  }
  if (!isDone()) throw new Error(`${args.join(' ')}\n${said}`);
}

async function serialOf(
  path: House['path'],
  certificate: string,
  more: readonly string[],
): Promise<string> {
  const chain = more[0] ?? certificate;
  const args = ['verify', '-CAfile', path('root.pem'), '-untrusted', chain, certificate];
  const verified = await openssl(args);
  if (verified.exitCode !== 0) throw new Error(verified.stderr);
  const { stdout } = await openssl(['x509', '-in', certificate, '-noout', '-serial']);
  return stdout.trim().replace('serial=', '');
}

function isRevoked(database: string, serial: string): boolean {
  const db = new DatabaseSync(database, { readOnly: true });
  try {
    const row = db.prepare('select revoked_ms from certificate where serial = ?').get(serial);
    return typeof row?.['revoked_ms'] === 'number';
  } finally {
    db.close();
  }
}
