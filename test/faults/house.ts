import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openApp, type App, type AppOptions } from '#app';
import { fixedClock } from '#base';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';
import type { Lie } from './lies.ts';
import { holdOf, readNotes, witnessed, type Signed } from './witness.ts';

/** A CA outside this process: its data directory, its database, and the processes over it. */
export interface FaultHouse extends AsyncDisposable {
  /** The data directory. */
  readonly directory: string;
  readonly database: string;
  /** Serial of the authority that issues. */
  readonly issuing: string;
  /** Variables of its processes. */
  readonly env: NodeJS.ProcessEnv;
  /** Value of the header `Authorization` of one who may do everything. */
  readonly admin: string;
  /** What keys were asked to sign, each noted before the signature. */
  signatures(): readonly Signed[];
  /** Forgets what {@link signatures} were noted. */
  forgetSignatures(): void;
  /** While there is a file of this name, that process does not get beyond the note before a signature. */
  hold(pid: number): string;
  /** Starts `certwright` with these words and resolves once it says that it is ready. */
  start(...words: readonly string[]): Promise<RunningProcess>;
  /** Opens what stands on record; nothing is done there but by `act`. */
  look<T>(act: (app: App) => Promise<T>, how?: Look): Promise<T>;
}

/** How {@link FaultHouse.look} opens it. */
export interface Look extends Pick<AppOptions, 'jobs'> {
  /** How far ahead its clock is. Default: 0. */
  readonly laterMs?: number;
}

/** A `certwright` that runs. */
export interface RunningProcess {
  readonly pid: number;
  /** Its address, a slash at the end; empty for one that does not listen. */
  readonly base: string;
  /** Whether it is still there. */
  isAlive(): boolean;
  /** What it wrote to standard error. */
  errors(): string;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** What a house is made of. */
export interface HouseOptions {
  /** Default: an SQLite file. */
  readonly database?: string;
  /** A directory that is there, for its data. Default: a new one, gone at the end. */
  readonly directory?: string;
  /** Starts processes over a database that lies, so that whoever judges them must notice. */
  readonly lie?: Lie;
  /** Variables for the processes. */
  readonly env?: Readonly<Record<string, string>>;
}

export const launcher: string = fileURLToPath(new URL('../../bin/certwright.js', import.meta.url));
const library = new URL('../../src/index.ts', import.meta.url).href;
const witness = new URL('witness.ts', import.meta.url).href;
const sabotage = new URL('sabotage.ts', import.meta.url).href;

/** The settings of the processes: keys in files, with a witness. */
const settings = (directory: string): string => `
  import { files } from ${JSON.stringify(library)};
  import { witnessed } from ${JSON.stringify(witness)};
  const keys = files({ directory: ${JSON.stringify(`${directory}/keys`)} });
  const noted = witnessed(keys, ${JSON.stringify(`${directory}/signatures`)});
  export const config = { log_level: 'error', keys: { default: noted } };
`;

/** Sets up a root, an authority below it and a superuser. */
export async function faultHouse(options: HouseOptions = {}): Promise<FaultHouse> {
  const place = temporaryDirectory();
  const { directory = place.path, lie } = options;
  const { database = `sqlite:${directory}/ca.db` } = options;
  const notes = `${place.path}/signatures`;
  const look: FaultHouse['look'] = async (act, { laterMs, jobs = 'hold' } = {}) => {
    const keys = { default: witnessed(files({ directory: `${place.path}/keys` }), notes) };
    const clock = laterMs === undefined ? {} : { clock: fixedClock(Date.now() + laterMs) };
    await using app = await openApp({ database, keys, jobs, ocsp: 'hold', ...clock });
    return await act(app);
  };
  const { issuing, token } = await look(prepare);
  // The certificates of the authorities themselves are of no interest here.
  place.write('signatures', '');
  const env = {
    ...process.env,
    CERTWRIGHT_DATA: directory,
    CERTWRIGHT_DATABASE: database,
    CERTWRIGHT_CONFIG: place.write('settings.mjs', settings(place.path)),
    ...(lie && { NODE_OPTIONS: `--import=${sabotage}?${lie}` }),
    ...options.env,
  };
  const running = new Set<ChildProcess>();
  return {
    directory,
    database,
    issuing,
    env,
    admin: `Bearer ${token}`,
    signatures: () => readNotes(notes),
    forgetSignatures: () => void place.write('signatures', ''),
    hold: (pid) => holdOf(notes, pid),
    start: (...words) => start(words, env, running),
    look,
    [Symbol.asyncDispose]: async () => {
      for (const child of running) await kill(child);
      place[Symbol.dispose]();
    },
  };
}

async function prepare(app: App): Promise<{ readonly issuing: string; readonly token: string }> {
  const root = await app.authorities.create({ name: 'root', subject: name('CN=Root') });
  const asked = { name: 'issuing', subject: name('CN=Issuing'), parent: root, apiEnabled: true };
  const { id, serial } = await app.authorities.create(asked);
  const policy = { enabled: true, requiresContact: false };
  await app.acme.setPolicy(id, policy, { actor: 'test' });
  await app.users.create({ name: 'admin', password: 'kill me softly', superuser: true });
  const { token } = await app.users.tokens.create({ name: 'admin' }, { name: 'faults' });
  return { issuing: serial, token: token.reveal() };
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
    pid: child.pid ?? 0,
    base: ready ?? listening ?? '',
    isAlive: () => !hasEnded(child),
    errors: () => errors,
    signal: (name) => void child.kill(name),
    kill: () => kill(child),
    stop: async () => {
      child.kill('SIGTERM');
      if (!hasEnded(child)) await once(child, 'exit');
      return child.exitCode;
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
