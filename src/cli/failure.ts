import { isCaError, type CaError } from '#base';
import { exitCodes } from './exit-codes.ts';

/** Somebody pressed Ctrl-C at a prompt: nothing more is said about it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What a failed run says on standard error, and how it ends. */
export interface Failure {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/**
 * Puts an error into words. One line, and one more for each of several problems. Of an error that is not ours nothing
 * is said but its kind, as its text may hold a secret; with `traces` its stack is shown to who asked for it.
 */
export function describeFailure(error: unknown, traces: boolean): Failure {
  const trace = traces ? stackOf(error) : [];
  if (isCaError(error))
    return {
      lines: [`Error: ${error.detail}`, ...problemLines(error), ...trace],
      exitCode: exitCodes[error.code],
    };
  const kind = error instanceof Error ? error.name : typeof error;
  const hint = traces ? '' : ' CERTWRIGHT_LOG_LEVEL=debug shows where.';
  const lines = [`Error: This is a fault of Certwright, not of yours (${kind}).${hint}`, ...trace];
  return { lines, exitCode: exitCodes.internal };
}

function problemLines({ detail, problems }: CaError): string[] {
  const texts = problems.map(({ path, detail: text }) =>
    path.length === 0 || text.includes(path.join('.')) ? text : `${path.join('.')}: ${text}`,
  );
  const [first] = texts;
  if (texts.length === 1 && first !== undefined && detail.includes(first)) return [];
  return texts.map((text) => `  - ${text}`);
}

function stackOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const cause = error instanceof Error && error.cause !== undefined ? stackOf(error.cause) : [];
  return cause.length > 0 ? [...stack, 'because of', ...cause] : stack;
}
