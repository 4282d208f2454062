const hidden = /[\p{C}\p{Zl}\p{Zp}]/gu;
const forbidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Noncharacter_Code_Point}]/u;
const excerptLength = 100;

/**
 * `text` fit for a terminal, a log or a page line: every control, format, bidirectional, private, unassigned and line
 * separating character and every lone surrogate is written `\u{1b}`. HTML is not escaped; that is the page's part.
 */
export function visible(text: string): string {
  return replaceHidden(text, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** As {@link visible}, each hidden character written as `write` wants it. */
export function replaceHidden(text: string, write: (character: string) => string): string {
  return text.replace(hidden, write);
}

/** What an error message may quote of a foreign text: {@link visible}, cut after 100 characters. */
export function excerpt(text: string): string {
  const whole = visible(text.slice(0, excerptLength));
  return text.length > excerptLength ? `${whole}…` : whole;
}

/**
 * Tells whether `text` holds what has no place in a name that we issue: control characters, line separators,
 * bidirectional controls, noncharacters and lone surrogates.
 */
export function hasForbidden(text: string): boolean {
  return forbidden.test(text);
}
