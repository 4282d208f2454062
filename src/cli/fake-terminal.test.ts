/* The terminal that the tests of this room type into; holds no test itself. */
import { EventEmitter } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { fixedClock, type FixedClock } from '#base';
import { temporaryDirectory, type TemporaryDirectory } from '#oracles';
import type { Io } from './io.ts';
import { run } from './run.ts';

/** How one command line ended. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
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
export interface FakeMachine extends Disposable {
  readonly directory: TemporaryDirectory;
  readonly data: string;
  readonly clock: FixedClock;
  readonly signals: EventEmitter;
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

/** Sets up a machine; gone at the end of the block. */
export function fakeMachine(): FakeMachine {
  const directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  const clock = fixedClock(noon);
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
    };
    const ended = run(words, io).then((exitCode) => ({
      exitCode,
      out: stdout.text(),
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
    type,
    must,
    start,
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  };
}

interface Collector {
  readonly stream: PassThrough & { isTTY?: boolean };
  text(): string;
}

function collector(isTTY: boolean | undefined): Collector {
  const chunks: Buffer[] = [];
  const stream: Collector['stream'] = Object.assign(new PassThrough(), { isTTY });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
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
