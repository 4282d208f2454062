import type { Readable, Writable } from 'node:stream';
import type { App } from '#app';
import type { Clock } from '#base';

/** Where a run of the command line reads and writes; `process` is one. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Where SIGINT and SIGTERM arrive. Default: the process. */
  readonly signals?: Signals;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** One that is open already, and stays so, instead of the one that the settings describe. `serve` takes its own. */
  readonly app?: App;
}

/** The little of `process` that `serve` waits on. */
export interface Signals {
  on(signal: 'SIGINT' | 'SIGTERM', act: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', act: () => void): unknown;
}

/** Tells whether somebody sits there who can be asked: what is typed and what is shown are both a terminal. */
export function isInteractive(io: Io): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true;
}

/** Tells whether `stream` may be given colours: a terminal that can, and nobody said NO_COLOR (no-color.org). */
export function hasColors(io: Io, stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
}
