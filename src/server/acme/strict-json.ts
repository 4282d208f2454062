const token = /"(?:[^"\\]|\\.)*"|[{}:]/g;

/**
 * JSON in UTF-8 in which no object says one thing twice: two readers might believe different halves. Undefined for
 * anything else.
 */
export function findJson(octets: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    const value: unknown = JSON.parse(text);
    return repeatsName(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether `value` is an object of JSON, neither a list nor null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Looks at the text of a value that is known to be JSON. */
function repeatsName(text: string): boolean {
  const open: Set<unknown>[] = [];
  let last = '';
  for (const [word] of text.matchAll(token)) {
    if (word === '{') open.push(new Set());
    else if (word === '}') open.pop();
    else if (word === ':') {
      const names = open.at(-1);
      const name: unknown = JSON.parse(last);
      if (names?.has(name)) return true;
      names?.add(name);
    } else last = word;
  }
  return false;
}
