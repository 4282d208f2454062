import { ask, findTool, skipWithout, type Answer, type Question } from '#oracles';

/** A program that judges what we make. */
export interface Tool {
  /** With its release, for people: `OpenSSL 3.0.17`. */
  readonly label: string;
  readonly ask: (args: readonly string[], question?: Question) => Promise<Answer>;
}

/** Whether all readers, kinds of keys and documents are asked about, which takes minutes: with `INTEROP=full`. */
export const isFull: boolean = process.env['INTEROP'] === 'full';

/** The value of a test's `skip` for what only a full run does. */
export const skipUnlessFull: string | false = isFull
  ? false
  : 'set INTEROP=full to ask this one too, as CI does';

/**
 * The command for a tool: the words of the environment variable where that is set (a path, or a wrapper with its
 * arguments), else the tool in PATH; undefined where there is neither.
 */
export function findCommand(name: string, variable?: string): readonly string[] | undefined {
  const chosen = variable === undefined ? undefined : process.env[variable];
  if (chosen) return chosen.split(' ').filter((word) => word !== '');
  return findTool(name) === undefined ? undefined : [name];
}

/** A tool that is run as this command, which is found in PATH or given by its path. */
export function makeTool(label: string, command: readonly string[]): Tool {
  return { label, ask: (args, question) => ask('env', [...command, ...args], question) };
}

/** As `skipWithout`, and also unless everything is asked for. */
export function skipWithoutOrUnlessFull(...tools: readonly string[]): string | false {
  return skipWithout(...tools) || skipUnlessFull;
}
