import { z } from 'zod';
import { findBase64 } from '#base';
import { integer, sequence } from '#der';
import type { DerReader, DerValue } from '#der';
import { normalising } from './bad-name.ts';
import { extensionFault } from './extension-kind.ts';
import { parseOid } from './object-identifier.ts';

/** An INTEGER in JSON: a number up to 2^53-1 on either side of zero, decimal text beyond it. */
export type WholeNumber = number | string;

const dateTimeShape =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** A dotted object identifier. */
export const oidSchema: z.ZodType<string> = z.string().check(normalising(parseOid));

/** Standard base64 with padding, RFC 4648 §4. */
export const base64Schema: z.ZodType<string> = z.string().superRefine((value, ctx) => {
  if (!findBase64(value)) issue(ctx, 'value must be base64 with padding');
});

/** A moment in ISO 8601; without a zone it is UTC. Normalised to UTC with a `Z`, a fraction of a second dropped. */
export const dateTimeSchema: z.ZodType<string> = z.preprocess(normaliseDateTime, z.iso.datetime());

/** An integer from 0 to `max`, included. Default: 2^31-1, what the decoder reads. */
export function countSchema(max: number = 2 ** 31 - 1): z.ZodType<number> {
  return z.int().min(0).max(max);
}

/** A number that is not negative, of up to 20 octets: as JSON number or decimal text. */
export const wholeNumberSchema: z.ZodType<WholeNumber> = z.preprocess(
  normaliseWholeNumber,
  z.union([z.int().min(0), z.string().regex(/^[1-9]\d{15,48}$/)]),
);

/** A field that may be null or left out, which is the same. */
export function optional<T>(schema: z.ZodType<T>): z.ZodType<T | null> {
  return schema.nullable().default(null);
}

/** A list of at least one item, no two alike once normalised. */
export function uniqueList<T>(item: z.ZodType<T>): z.ZodType<readonly T[]> {
  return z.array(item).superRefine((list, ctx) => {
    const shown = JSON.stringify(list).slice(0, 200);
    if (list.length === 0) issue(ctx, `${shown}: value must not be empty`);
    if (new Set(list.map((each) => JSON.stringify(each))).size < list.length)
      issue(ctx, `${shown}: value must be unique`);
  });
}

/** Reports what only a rule of ours can say, at the place that is being checked. */
export function issue(ctx: z.RefinementCtx, message: string): void {
  ctx.addIssue({ code: 'custom', message });
}

/** SEQUENCE OF with SIZE (1..MAX). @throws CaError `bad_extension` when the list is empty. */
export function encodeList<T>(list: readonly T[], encode: (item: T) => DerValue): DerValue {
  if (list.length === 0) throw extensionFault('A list without elements cannot be encoded.');
  return sequence(...list.map(encode));
}

/** Reads what {@link encodeList} writes. @throws CaError `bad_extension` when there is no element. */
export function decodeList<T>(
  reader: DerReader,
  read: (inner: DerReader) => T,
  identifier?: number,
): T[] {
  return filled(reader.list(read, identifier));
}

/** The list itself. @throws CaError `bad_extension` when it is empty. */
export function filled<List extends readonly unknown[]>(list: List): List {
  if (list.length === 0) throw extensionFault('Empty list where an element is required.');
  return list;
}

/** Throws `bad_extension` at the end of a SEQUENCE: for one of optional fields that must hold at least one of them. */
export function requireField(reader: DerReader): void {
  if (reader.done) throw extensionFault('Empty SEQUENCE where a field is required.');
}

/** Bytes of a base64 value. @throws CaError `bad_extension` when it is something else. */
export function base64Octets(value: string): Uint8Array {
  const octets = findBase64(value);
  if (!octets) throw extensionFault('A value that should be base64 is not.');
  return octets;
}

/** INTEGER of a number in its JSON form. */
export function encodeWholeNumber(value: WholeNumber, identifier?: number): DerValue {
  if (!/^-?\d{1,5060}$/.test(String(value)))
    throw extensionFault('A value that should be an integer is not.');
  return integer(BigInt(value), identifier);
}

/** JSON form of an INTEGER. */
export function toWholeNumber(value: bigint): WholeNumber {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Milliseconds of an ISO 8601 value. @throws CaError `bad_extension` when it is none. */
export function dateTimeMs(value: string): number {
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) throw extensionFault('A value that should be a time is not.');
  return milliseconds;
}

/** `YYYY-MM-DDTHH:MM:SS[.mmm]Z`, the fraction left out when it is zero. */
export function formatDateTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

function normaliseDateTime(value: unknown): unknown {
  if (typeof value !== 'string' || !dateTimeShape.test(value)) return value;
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/.test(value) || value.length === 10 ? value : `${value}Z`;
  const milliseconds = Date.parse(zoned);
  if (Number.isNaN(milliseconds) || !isCalendarDate(value.slice(0, 10))) return value;
  return formatDateTime(Math.floor(milliseconds / 1000) * 1000);
}

/** Tells whether the month has that day; the runtime reads 30 February as 2 March. */
function isCalendarDate(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

function normaliseWholeNumber(value: unknown): unknown {
  return typeof value === 'string' && /^\d{1,60}$/.test(value)
    ? toWholeNumber(BigInt(value))
    : value;
}
