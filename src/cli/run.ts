import { CommanderError } from '@commander-js/extra-typings';
import type { CliCommand } from './command.ts';
import type { Context } from './context.ts';
import { done, interrupted, usage } from './exit-codes.ts';
import { describeFailure, Interrupted } from './failure.ts';
import type { Io } from './io.ts';
import { openContext } from './open-context.ts';
import { createProgram } from './program.ts';

/**
 * Runs one command line to its end and says how it ended; never throws and never ends the process.
 *
 * @param argv  The words after the program's name.
 * @param io    Where it reads and writes; `process` is one.
 * @returns the exit code; see `certwright help exit-codes`.
 *
 * @example
 * process.exitCode = await run(['ca', 'list', '--json'], process);
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const context = await openContext(io);
  try {
    const program = createProgram(context, await loadCommands(argv));
    await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return done;
  } catch (error) {
    return fail(error, context);
  } finally {
    await context.close();
  }
}

/** A process that stays needs nothing but its own command: the others would lie in its memory for as long as it runs. */
const lasting: Readonly<Record<string, () => Promise<CliCommand>>> = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  work: async () => (await import('./commands/work.ts')).work,
};

async function loadCommands([word = '']: readonly string[]): Promise<readonly CliCommand[]> {
  const load = Object.hasOwn(lasting, word) ? lasting[word] : undefined;
  return load ? [await load()] : (await import('./commands.ts')).commands;
}

function fail(error: unknown, { io, err }: Context): number {
  if (error instanceof CommanderError) {
    const isHelp = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    return isHelp ? done : usage;
  }
  if (error instanceof Interrupted) return interrupted;
  const traces = ['debug', 'trace'].includes(io.env['CERTWRIGHT_LOG_LEVEL']?.toLowerCase() ?? '');
  const { lines, exitCode } = describeFailure(error, traces);
  err.lines(lines);
  return exitCode;
}
