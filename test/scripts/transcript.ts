/** One command of a transcript, and all that is to be seen of it. */
export interface TypedCommand {
  /** The line as it is typed, without the name of the program. */
  readonly line: string;
  /** Words of the line; of quotes it knows the double ones. */
  readonly words: readonly string[];
  readonly shown: readonly string[];
}

/**
 * Reads a transcript: comments begin with #, what is typed with $, the rest is what is shown.
 *
 * @throws Error when a paragraph begins with something else.
 */
export function readTranscript(text: string): TypedCommand[] {
  const paragraphs = text.split(/\n{2,}/).map((each) => each.trimEnd().split('\n'));
  return paragraphs.flatMap(([first = '', ...shown]) => {
    if (first === '' || first.startsWith('#')) return [];
    const [, line] = /^\$ certwright (.+)$/.exec(first) ?? [];
    if (line === undefined) throw new Error(`neither typed nor a comment: ${first}`);
    const words = (line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) =>
      word.replaceAll('"', ''),
    );
    return [{ line, words, shown }];
  });
}

/** Whether what was shown is what the transcript says; `…` stands for anything within a line, alone for any rest. */
export function matches(shown: readonly string[], expected: readonly string[]): boolean {
  if (expected.at(-1) === '…')
    return matches(shown.slice(0, expected.length - 1), expected.slice(0, -1));
  return (
    shown.length === expected.length && shown.every((line, i) => fits(line, expected[i] ?? ''))
  );
}

function fits(line: string, pattern: string): boolean {
  const parts = pattern.split('…').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(line);
}
