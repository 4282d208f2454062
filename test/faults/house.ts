import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApp, type App } from '#app';
import { Secret } from '#base';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';

/** A CA outside this process: its data directory, its database, and the processes over it. */
export interface FaultHouse extends AsyncDisposable {
  readonly database: string;
  /** Serial of the authority that issues. */
  readonly issuing: string;
  readonly admin: string;
  /** SHA-256, in hex, of every certificate body that a key was asked to sign, each noted before the signature. */
  signatures(): readonly string[];
  /** Starts `certwright` with these words and resolves once it says that it is ready. */
  start(...words: readonly string[]): Promise<RunningProcess>;
  /** Opens what stands on record, its keys not in reach of `act`. */
  look<T>(act: (app: App) => Promise<T>): Promise<T>;
}

/** A `certwright` that runs. */
export interface RunningProcess {
  /** Its address, a slash at the end; empty for one that does not listen. */
  readonly base: string;
  /** What it wrote to standard error. */
  errors(): string;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
}

const launcher = fileURLToPath(new URL('../../bin/certwright.js', import.meta.url));
const library = new URL('../../src/index.ts', import.meta.url).href;
const sabotage = new URL('sabotage.ts', import.meta.url).href;
const password = 'kill me softly';

/** The settings of the processes: keys in files, with a witness who notes what they sign before they do. */
const settings = (directory: string): string => `
  import { createHash } from 'node:crypto';
  import { appendFileSync } from 'node:fs';
  import { files } from ${JSON.stringify(library)};
  const keys = files({ directory: ${JSON.stringify(`${directory}/keys`)} });
  // In a TBSCertificate of version 3 the first member is [0] (RFC 5280 §4.1).
  const isCertificate = (der) => der[der[1] < 128 ? 2 : 2 + (der[1] & 127)] === 0xa0;
  const sign = async (key, message, ...more) => {
    if (isCertificate(message))
      appendFileSync(${JSON.stringify(`${directory}/signatures`)}, createHash('sha256').update(message).digest('hex') + '\\n');
    return keys.sign(key, message, ...more);
  };
  export const config = { log_level: 'error', keys: { default: { ...keys, sign } } };
`;

/**
 * Sets up a root, an authority below it and a superuser.
 *
 * @param database  Default: an SQLite file.
 * @param broken  Starts processes that tell before they have committed, so that whoever judges them must notice.
 */
export async function faultHouse({
  database: given,
  broken = false,
}: { readonly database?: string; readonly broken?: boolean } = {}): Promise<FaultHouse> {
  const place = temporaryDirectory();
  const database = given ?? `sqlite:${place.path}/ca.db`;
  place.write('signatures', '');
  const config = place.write('settings.mjs', settings(place.path));
  const look = async <T>(act: (app: App) => Promise<T>): Promise<T> => {
    const keys = { default: files({ directory: `${place.path}/keys` }) };
    await using app = await openApp({ database, keys, jobs: 'hold', ocsp: 'hold' });
    return await act(app);
  };
  const issuing = await look(prepare);
  const env = {
    ...process.env,
    CERTWRIGHT_DATA: place.path,
    CERTWRIGHT_DATABASE: database,
    CERTWRIGHT_CONFIG: config,
    ...(broken && { NODE_OPTIONS: `--import=${sabotage}` }),
  };
  const running = new Set<ChildProcess>();
  return {
    database,
    issuing,
    admin: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
    signatures: () => readFileSync(`${place.path}/signatures`, 'utf8').split('\n').filter(Boolean),
    start: (...words) => start(words, env, running),
    look,
    [Symbol.asyncDispose]: async () => {
      for (const child of running) await kill(child);
      place[Symbol.dispose]();
    },
  };
}

async function prepare(app: App): Promise<string> {
  const root = await app.authorities.create({ name: 'root', subject: name('CN=Root') });
  const asked = { name: 'issuing', subject: name('CN=Issuing'), parent: root, apiEnabled: true };
  const { id, serial } = await app.authorities.create(asked);
  await app.acme.setPolicy(id, { enabled: true }, { actor: 'test' });
  await app.users.create({ name: 'admin', password: new Secret(password), superuser: true });
  return serial;
}

async function start(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  running: Set<ChildProcess>,
): Promise<RunningProcess> {
  const child = spawn(process.execPath, [launcher, ...words], { env });
  running.add(child);
  void once(child, 'exit').then(() => running.delete(child));
  let [out, errors] = ['', ''];
  child.stderr.on('data', (text) => (errors += text));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      out += text;
      if (/Ctrl-C ends it/.test(out)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`${words.join(' ')}: ${code} ${errors}`)));
  });
  const [, listening, ready] = /ready at (\S+?)(?:, listening on (\S+))?\n/.exec(out) ?? [];
  return {
    base: ready ?? listening ?? '',
    errors: () => errors,
    kill: () => kill(child),
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
