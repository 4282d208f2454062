import { AssertionError, CaError } from '#base';
import type { SQLInputValue } from 'node:sqlite';

/**
 * `value` as SQLite stores it: undefined as NULL, booleans as 0 and 1, bytes in a buffer of their own.
 * Everything that `node:sqlite` would silently shift, round or turn into NULL is refused: a date or another object, NaN,
 * a whole number that a double cannot hold. Text that would come back as other text is refused as what it is, bad input:
 * a NUL cuts it short (PostgreSQL takes none either), half a surrogate pair becomes U+FFFD.
 *
 * @throws AssertionError naming the place of the parameter, never its value; CaError `bad_request` for such text.
 */
export function toParameter(value: unknown, index: number): SQLInputValue {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'boolean':
      return value ? 1 : 0;
    case 'bigint':
      return value;
    case 'string':
      return storableText(value);
    case 'number':
      if (Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value)))
        return value;
      break;
    case 'object':
      if (value === null) return null;
      if (value instanceof Uint8Array) return ownBytes(value);
      break;
  }
  throw new AssertionError(`SQL parameter ${index + 1} cannot be stored: ${describe(value)}`);
}

function storableText(text: string): string {
  if (!text.includes('\0') && text.isWellFormed()) return text;
  throw new CaError('bad_request', 'Text may hold neither NUL nor half a surrogate pair.');
}

/** A view of a part (a Buffer from the pool) would drag its whole memory to the other thread. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

function describe(value: unknown): string {
  return typeof value === 'object' ? (value?.constructor?.name ?? 'object') : `bad ${typeof value}`;
}
