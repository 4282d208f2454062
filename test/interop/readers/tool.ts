import { spawnSync } from 'node:child_process';
import { ask, findTool, type Answer, type Question } from '#oracles';

/** A program that judges what we make. */
export interface Tool {
  /** With its release, for people: `OpenSSL 3.0.17`. */
  readonly label: string;
  readonly ask: (args: readonly string[], question?: Question) => Promise<Answer>;
}

/** Whether all kinds of keys are asked about, which takes minutes: with `INTEROP=full`. */
export const isFull: boolean = process.env['INTEROP'] === 'full';

/** For reports: what is asked about. */
export const extent: string = isFull
  ? 'all kinds of keys'
  : 'the usual kinds of keys, with INTEROP=full all of them';

/** A command to run, or why there is none. */
export interface Found {
  readonly command: readonly string[];
  readonly skip: string | false;
}

/**
 * OpenSSL with the algorithms of FIPS 204 and 205: the words of `CERTWRIGHT_OPENSSL35` (a path, or a wrapper with its
 * arguments). Where the one in PATH is of such a release, that one is asked anyway.
 */
export function findModernOpenssl(): Found {
  return found({
    commands: [process.env['CERTWRIGHT_OPENSSL35']],
    reason: 'set CERTWRIGHT_OPENSSL35 to the command of an OpenSSL from 3.5 on',
  });
}

/** A Python with `cryptography`: the words of `CERTWRIGHT_PYTHON`, the one in PATH, or Debian's. */
export function findPython(): Found {
  return findPythonThatCan('import cryptography');
}

/** A Python whose `cryptography` validates chains, as releases from 42 on do. */
export function findVerifyingPython(): Found {
  return findPythonThatCan('import cryptography.x509.verification');
}

/** A JDK from 17 on, for programs of one file: the words of `CERTWRIGHT_JAVA`, or the one in PATH. */
export function findJava(): Found {
  return found({
    commands: [process.env['CERTWRIGHT_JAVA'], 'java'],
    probe: ['--list-modules'],
    right: /jdk\.compiler/,
    reason:
      'no JDK (Debian: apt-get install openjdk-17-jdk-headless; elsewhere set CERTWRIGHT_JAVA)',
  });
}

/** zlint: the words of `CERTWRIGHT_ZLINT`, or the one in PATH. */
export function findZlint(): Found {
  return found({
    commands: [process.env['CERTWRIGHT_ZLINT'], 'zlint'],
    reason:
      'no zlint (Debian 13: apt-get install zlint; with Go: go install github.com/zmap/zlint/v3/cmd/zlint@v3.7.1; elsewhere set CERTWRIGHT_ZLINT)',
  });
}

/** A Python with `pkilint`: the words of `CERTWRIGHT_PKILINT`, or the one in PATH. */
export function findPkilint(): Found {
  return found({
    commands: [process.env['CERTWRIGHT_PKILINT'], 'python3'],
    probe: ['-c', 'import pkilint; print("here")'],
    right: /here/,
    reason:
      'no Python has pkilint (pip install pkilint, and set CERTWRIGHT_PKILINT to that Python)',
  });
}

/** A tool that is run as this command, which is found in PATH or given by its path. */
export function makeTool(label: string, command: readonly string[]): Tool {
  return { label, ask: (args, question) => ask('env', [...command, ...args], question) };
}

/** Where to look for a tool, and how to tell that it is the right one. */
interface Search {
  /** Tried in this order, each a path or a name with arguments. */
  readonly commands: readonly (string | undefined)[];
  /** Arguments for which the right one prints {@link right}. Default: what is there is right. */
  readonly probe?: readonly string[];
  readonly right?: RegExp;
  /** What is printed when there is none. */
  readonly reason: string;
}

function findPythonThatCan(statement: string): Found {
  return found({
    commands: [process.env['CERTWRIGHT_PYTHON'], 'python3', '/usr/bin/python3'],
    probe: ['-c', `${statement}; print("here")`],
    right: /here/,
    reason: `no Python can ${statement} (Debian: apt-get install python3-cryptography; elsewhere set CERTWRIGHT_PYTHON)`,
  });
}

function found({ commands, reason, ...check }: Search): Found {
  const command = commands
    .map((each) => (each ?? '').split(' ').filter((word) => word !== ''))
    .find((words) => exists(words) && isRight(words, check));
  return command ? { command, skip: false } : { command: [], skip: reason };
}

function exists([first]: readonly string[]): boolean {
  return first !== undefined && (first.includes('/') || findTool(first) !== undefined);
}

function isRight(
  command: readonly string[],
  { probe, right = /./ }: Pick<Search, 'probe' | 'right'>,
): boolean {
  if (!probe) return true;
  const { stdout, stderr } = spawnSync('env', [...command, ...probe], { encoding: 'utf8' });
  return right.test(`${stdout}${stderr}`);
}
