import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Specimens } from '../specimens/specimens.ts';

/** What one document says: as a tool read it, and as it was said, both brought into the form of that tool. */
export interface Reading {
  readonly id: string;
  readonly read: unknown;
  readonly said: unknown;
}

/** The readings of all documents of one kind, by the noun that reports use. */
export type Readings = Readonly<Record<string, readonly Reading[]>>;

/** Software of others that reads what we make. */
export interface Reader {
  /** With its release, for people: `OpenSSL 3.0.17`. */
  readonly label: string;
  /** Reads every document of a kind that it knows. */
  readonly read: (specimens: Specimens) => Promise<Readings>;
}

/** Runs `work` over every item, a few at a time: a tool waits mostly for its own start. Results in the order of items. */
export async function each<T, Result>(
  items: readonly T[],
  work: (item: T) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [at, item] of waiting) results[at] = await work(item);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return results;
}

/**
 * Holds what was read against what was said, document by document.
 *
 * @throws AssertionError that names every document read otherwise, and what is otherwise in the first.
 */
export function assertRead(readings: readonly Reading[]): void {
  const wrong = readings.filter((each) => !isReadAsSaid(each));
  const [first] = wrong;
  if (!first) return;
  const ids = wrong.map(({ id }) => id).join(', ');
  const details = differences(first.read, first.said, first.id).slice(0, 8).join('\n');
  assert.fail(`${wrong.length} of ${readings.length} are read otherwise: ${ids}\n${details}`);
}

/** Whether a document says what it was meant to say. */
export function isReadAsSaid({ read, said }: Reading): boolean {
  return isDeepStrictEqual(read, said);
}

/** A value without some of its fields, of which a tool does not tell. */
export function without<T extends object, Key extends keyof T & string>(
  value: T,
  ...keys: readonly Key[]
): Omit<T, Key> {
  const left = Object.entries(value).filter(([key]) => !keys.some((each) => each === key));
  return Object.fromEntries(left) as Omit<T, Key>;
}

/** Where two values are not alike, a line each: the path, what was read, what was said. */
function differences(read: unknown, said: unknown, path: string): string[] {
  if (isDeepStrictEqual(read, said)) return [];
  if (!isObject(read) || !isObject(said)) {
    return [`${path}: ${JSON.stringify(read)} was read, ${JSON.stringify(said)} was said`];
  }
  const keys = new Set([...Object.keys(read), ...Object.keys(said)]);
  return [...keys].flatMap((key) => differences(read[key], said[key], `${path}.${key}`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** How many documents a tool read, in one line. */
export function tally({ label }: Reader, readings: Readings): string {
  const counts = Object.entries(readings).map(([noun, list]) => `${list.length} ${noun}`);
  const total = Object.values(readings).flat().length;
  return `${label} read ${total} documents: ${counts.join(', ')}`;
}
