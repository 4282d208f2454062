const hidden = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * JSON of `value`: the keys of all objects sorted, indented by `indent` spaces a level, and every character that could
 * act on a terminal, reorder what is read or hide written as `\\uXXXX`, which is the same JSON.
 */
export function printableJson(value: unknown, indent: number): string {
  const lines = JSON.stringify(sorted(value), undefined, indent).split('\n');
  return lines.map((line) => line.replaceAll(hidden, toEscapes)).join('\n');
}

function toEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}
