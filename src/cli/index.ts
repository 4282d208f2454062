/**
 * The command line: arguments, prompts, output, exit codes, and the server's life from start to signal. One file per
 * command in `commands/`, all of one shape, in one table. Knows flags and what people read; knows no rule of the
 * business, which it only asks for, and ends no process. No tables, no events.
 */
export { exitCodes } from './exit-codes.ts';
export type { Io, Signals } from './io.ts';
export { run } from './run.ts';
