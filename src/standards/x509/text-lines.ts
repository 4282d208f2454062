/** `lines`, each two spaces further to the right. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** One `* text` line for each of `texts`. */
export function bullets(texts: readonly string[]): string[] {
  return texts.map((text) => `* ${text}`);
}

/** `title` and below it `lines`, indented; nothing at all when there are no lines. */
export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...indent(lines)];
}
