/**
 * Tokens for tests: SoftHSM2, as it is or behind a library of ours that fails on demand, which is compiled here.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomText, Secret } from '#base';
import { ask, skipWithout, temporaryDirectory } from '#oracles';

/** A token that was just set up. */
export interface SoftToken {
  /** Its label. */
  readonly token: string;
  readonly pin: Secret;
  /** Path of the library. */
  readonly library: string;
  /** Sets it up anew under the same label: all that was on it is gone. */
  renew(): Promise<void>;
  /** Takes it away. */
  remove(): Promise<void>;
}

/** The library that fails on demand: see `faulty-library.c`. */
export interface FaultyLibrary {
  readonly library: string;
  /** Gives the order `FUNCTION FAULT NUMBER [once]`, in place of the last; without one all is well again. */
  order(text?: string): void;
  /** What was called since the last time that this was asked. */
  calls(): readonly LibraryCall[];
}

/** One call of the library. */
export interface LibraryCall {
  readonly name: string;
  readonly number: number;
  /** Of the process that called. */
  readonly pid: number;
}

const module = join(import.meta.dirname, '../../node_modules/pkcs11js');
const built = join(module, 'build/Release/pkcs11.node');
const pin = new Secret('1234-geheim');

/** Where distributions and Homebrew put SoftHSM2. */
const softhsm = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/lib/pkcs11/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
].find((path) => existsSync(path));

/** The value for a test's `skip` option. */
export function skipWithoutTokens(): string | false {
  if (!softhsm)
    return skipWithout('softhsm2-util') || 'SoftHSM2 has no library where it is looked for';
  if (existsSync(built)) return skipWithout('softhsm2-util', 'gcc');
  return 'pkcs11js is not built: npm rebuild pkcs11js --ignore-scripts=false';
}

/** Keeps the tokens of this process, and of what it starts, in a directory of their own until the block ends. */
export function softTokens(): Disposable & { add(): Promise<SoftToken> } {
  const directory = temporaryDirectory();
  const tokens = join(directory.path, 'tokens');
  mkdirSync(tokens);
  const settings = `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\n`;
  process.env['SOFTHSM2_CONF'] = directory.write('softhsm2.conf', settings);
  return {
    add: async () => {
      const token = `test-${randomText(8)}`;
      const renew = async (): Promise<void> => {
        await util(
          '--init-token',
          '--free',
          '--label',
          token,
          '--so-pin',
          '12345678',
          '--pin',
          pin.reveal(),
        );
      };
      const remove = (): Promise<void> => util('--delete-token', '--token', token);
      await renew();
      return {
        token,
        pin,
        library: softhsm ?? '',
        remove,
        renew: async () => {
          await remove();
          await renew();
        },
      };
    },
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

/** Compiles the library that fails on demand, over SoftHSM2. One for a process: it takes its orders from there. */
export function faultyLibrary(): Disposable & FaultyLibrary {
  const directory = temporaryDirectory();
  const library = join(directory.path, 'faulty.so');
  const source = join(import.meta.dirname, 'faulty-library.c');
  const include = join(module, 'includes');
  execFileSync('gcc', ['-shared', '-fPIC', '-I', include, '-o', library, source, '-ldl']);
  const [orders, log] = [join(directory.path, 'orders'), directory.write('log', '')];
  Object.assign(process.env, {
    FAULTS_LIBRARY: softhsm,
    FAULTS_ORDERS: orders,
    FAULTS_LOG: log,
  });
  return {
    library,
    order: (text) =>
      text === undefined ? rmSync(orders, { force: true }) : writeFileSync(orders, text),
    calls: () => {
      const lines = readFileSync(log, 'utf8').trim().split('\n');
      writeFileSync(log, '');
      return lines.filter((line) => line !== '').map(callOf);
    },
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

function callOf(line: string): LibraryCall {
  const [name = '', number, pid] = line.split(' ');
  return { name, number: Number(number), pid: Number(pid) };
}

async function util(...args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await ask('softhsm2-util', args);
  if (exitCode !== 0) throw new Error(stderr);
}
