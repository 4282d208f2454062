import { assert } from '#base';
import { types } from 'pg';
import type { CustomTypesConfig } from 'pg';
import type { SQLOutputValue } from 'node:sqlite';

type Read = (text: string) => SQLOutputValue;

/** By the OID of the type (`pg_type`): what SQLite would have given for the same query. */
const readers: ReadonlyMap<number, Read> = new Map<number, Read>([
  [16, (text) => (text === 't' ? 1 : 0)],
  [17, readBytes],
  [20, readWhole],
  [21, readWhole],
  [23, readWhole],
  [700, Number],
  [701, Number],
  [1700, Number],
]);

/** Makes PostgreSQL's values those that SQLite gives: whole numbers, bytes, 0 and 1 for booleans, else text. */
export const values: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: string) => {
    assert(format !== 'binary', 'only values in text form are asked for');
    return readers.get(oid) ?? String;
  }) as CustomTypesConfig['getTypeParser'],
};

function readWhole(text: string): number {
  const number = Number(text);
  assert(Number.isSafeInteger(number), 'a whole number in the database is too large for a double');
  return number;
}

const parseBytes: (text: string) => Buffer = types.getTypeParser(17);

/** A plain array of bytes in memory of its own, not a Buffer: as all other bytes in the house. */
function readBytes(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parseBytes(text));
}
