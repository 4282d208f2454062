import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { delimiter, join } from 'node:path';

/** What a tool is given besides its arguments. */
export interface Question {
  /** Its standard input; empty when left out. */
  readonly input?: string | Uint8Array;
  /** Its working directory; ours when left out. */
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a tool said. */
export interface Answer {
  /** Null when it had to be killed, for instance after {@link patienceMs}. */
  readonly exitCode: number | null;
  /** Standard output as text (UTF-8). */
  readonly stdout: string;
  /** Standard output as it came, for tools that answer in DER. */
  readonly bytes: Uint8Array;
  /** Standard error as text (UTF-8). */
  readonly stderr: string;
}

/** After so long without an end a tool is killed: it waits for something that no test gives. */
const patienceMs = 60_000;

/** The Debian package of a tool, where it has another name. */
const packages: Readonly<Record<string, string>> = {
  certtool: 'gnutls-bin',
  ocsptool: 'gnutls-bin',
  'gnutls-cli': 'gnutls-bin',
  'softhsm2-util': 'softhsm2',
  certutil: 'libnss3-tools',
  crlutil: 'libnss3-tools',
  vfychain: 'libnss3-tools',
  'nss-pp': 'libnss3-tools',
  ocspclnt: 'libnss3-tools',
  pki: 'strongswan-pki',
};

/** The path of an executable called `name` in PATH, or undefined. */
export function findTool(name: string): string | undefined {
  const places = (process.env['PATH'] ?? '').split(delimiter).filter((place) => place !== '');
  return places.map((place) => join(place, name)).find(isExecutable);
}

/**
 * The value for a test's `skip` option: false when every tool is here, else the reason to print.
 *
 * @example test('OpenSSL reads it', { skip: skipWithout('openssl') }, async () => { … });
 */
export function skipWithout(...tools: readonly string[]): string | false {
  const missing = tools.find((tool) => findTool(tool) === undefined);
  if (missing === undefined) return false;
  return `${missing} is not on this machine (Debian: apt-get install ${packages[missing] ?? missing})`;
}

/** Runs `openssl` with `args`; see {@link ask}. */
export function openssl(args: readonly string[], question: Question = {}): Promise<Answer> {
  return ask('openssl', args, question);
}

/** Runs GnuTLS's `certtool` with `args`; see {@link ask}. */
export function certtool(args: readonly string[], question: Question = {}): Promise<Answer> {
  return ask('certtool', args, question);
}

/**
 * Runs a tool to its end without blocking this process, so that it may ask a server that runs here.
 * A tool that says no has answered: look at `exitCode`.
 *
 * @throws Error with the words of {@link skipWithout} when the tool is missing.
 */
export async function ask(
  tool: string,
  args: readonly string[],
  question: Question = {},
): Promise<Answer> {
  const path = findTool(tool);
  if (path === undefined) throw new Error(String(skipWithout(tool)));
  const child = spawn(path, args, {
    cwd: question.cwd,
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...question.env },
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve).on('error', reject);
  });
  // A tool may end without reading all it was given; its exit code says what it thought of that.
  child.stdin.on('error', () => undefined).end(question.input ?? '');
  const [exitCode, bytes, complaints] = await Promise.all([
    ended,
    buffer(child.stdout),
    buffer(child.stderr),
  ]);
  return { exitCode, stdout: bytes.toString(), bytes, stderr: complaints.toString() };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
