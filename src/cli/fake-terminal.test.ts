/* The terminal that the tests of this room type into; holds no test itself. */
import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { openApp, type App } from '#app';
import { day, fixedClock, type FixedClock } from '#base';
import { files } from '#keys';
import { temporaryDirectory, type TemporaryDirectory } from '#oracles';
import { appDatabase } from '../../test/app.ts';
import type { Io } from './io.ts';
import { run } from './run.ts';

/** How one command line ended. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as it came. */
  readonly bytes: Uint8Array;
}

/** What the next command line finds; everything may be left out. */
export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** What comes on standard input. */
  readonly input?: string | Uint8Array;
  /** Whether standard output is a terminal. */
  readonly isTerminal?: boolean;
}

/** A machine with an empty data directory and a clock that stands still. */
export interface FakeMachine extends AsyncDisposable {
  readonly directory: TemporaryDirectory;
  readonly data: string;
  readonly clock: FixedClock;
  readonly signals: EventEmitter;
  /** The app that its commands share; undefined for a real machine. */
  readonly app: App | undefined;
  /** Types one command line, its words already parted. */
  type(words: readonly string[], surroundings?: Surroundings): Promise<Ended>;
  /** As `type`; throws what went wrong unless it exits with 0. Gives standard output. */
  must(...words: readonly string[]): Promise<string>;
  /** Standard output of a command line that has not ended yet. */
  start(words: readonly string[], surroundings?: Surroundings): Started;
}

/** A command line under way. */
export interface Started {
  readonly ended: Promise<Ended>;
  /** Resolves once standard output holds `text`; rejects when it ended without. */
  shows(text: string): Promise<string>;
}

/** 2026-11-21T12:00:30Z, where the clock of a new machine stands. */
export const noon: number = Date.UTC(2026, 10, 21, 12, 0, 30);

/** The words of a command line as a shell would part them; of quotes it knows the double ones. */
export function typed(line: string): string[] {
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}

/** Sets up a machine whose commands each open the data directory, as they do in life. */
export function realMachine(): FakeMachine {
  return machineWith(temporaryDirectory(), fixedClock(noon));
}

/** Sets up a machine whose commands share one app with its database in memory, which is much faster. */
export async function fakeMachine(): Promise<FakeMachine> {
  const [directory, clock] = [temporaryDirectory(), fixedClock(noon)];
  const app = await openApp({
    database: await appDatabase(),
    keys: { default: files({ directory: `${directory.path}/keys` }) },
    defaultExpiresMs: 100 * day,
    clock,
    jobs: 'hold',
  });
  return machineWith(directory, clock, app);
}

function machineWith(directory: TemporaryDirectory, clock: FixedClock, app?: App): FakeMachine {
  const data = `${directory.path}/data`;
  const signals = new EventEmitter();
  const start = (
    words: readonly string[],
    { env, input, isTerminal }: Surroundings = {},
  ): Started => {
    const [stdout, stderr] = [collector(isTerminal), collector(isTerminal)];
    const io: Io = {
      env: { CERTWRIGHT_DATA: data, ...env },
      stdin: Readable.from(input === undefined ? [] : [Buffer.from(input)]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      signals,
      clock,
      app,
    };
    const ended = run(words, io).then((exitCode) => ({
      exitCode,
      out: stdout.text(),
      bytes: stdout.bytes(),
      err: stderr.text(),
    }));
    return { ended, shows: (text) => untilShown(text, stdout, ended) };
  };
  const type: FakeMachine['type'] = (words, surroundings) => start(words, surroundings).ended;
  const must = async (...words: readonly string[]): Promise<string> => {
    const { exitCode, out, err } = await type(words);
    if (exitCode !== 0) throw new Error(`${words.join(' ')} ended with ${exitCode}: ${err}`);
    return out;
  };
  return {
    directory,
    data,
    clock,
    signals,
    app,
    type,
    must,
    start,
    [Symbol.asyncDispose]: async () => {
      await app?.close();
      directory[Symbol.dispose]();
    },
  };
}

interface Collector {
  readonly stream: PassThrough & { isTTY?: boolean };
  bytes(): Uint8Array;
  text(): string;
}

function collector(isTTY: boolean | undefined): Collector {
  const chunks: Buffer[] = [];
  const stream: Collector['stream'] = Object.assign(new PassThrough(), { isTTY });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const bytes = (): Uint8Array => new Uint8Array(Buffer.concat(chunks));
  return { stream, bytes, text: () => new TextDecoder().decode(bytes()) };
}

function untilShown(
  text: string,
  { stream, text: shown }: Collector,
  ended: Promise<Ended>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (shown().includes(text)) resolve(shown());
    };
    stream.on('data', look);
    look();
    ended.then(({ err }) => reject(new Error(`ended without showing ${text}: ${err}`)), reject);
  });
}
