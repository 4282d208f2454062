import { second } from '#base';

/** The parts of a request's head that decide in which form, and whether at all, a document is sent. */
export type Wishes = Readonly<Record<string, string | string[] | undefined>>;

/** The first octet and the one behind the last. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Whether `Accept-Encoding` lets gzip through (RFC 9110 §12.5.3). Who says nothing gets nothing compressed. */
export function acceptsGzip(header: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const q = parameters.find((each) => each.startsWith('q='))?.slice(2);
    weights.set(name, q === undefined ? 1 : Number(q) || 0);
  }
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

/** By what one version of a document is told from another. */
export interface Validators {
  readonly etag: string;
  /** Absent while it would not tell them apart; see {@link modifiedAt}. */
  readonly lastModified?: Date;
}

/**
 * The `Last-Modified` of what was published at a time. HTTP counts whole seconds, and several lists may come in one: so
 * it is the second after the next one to begin, and is not said before that has come (RFC 9110 §8.8.2). Until then the
 * entity tag alone tells versions apart, and who says `If-Modified-Since` is sent the whole.
 */
export function modifiedAt(published: Date | undefined, nowMs: number): Date | undefined {
  if (!published) return undefined;
  const ms = (Math.floor(published.getTime() / second) + 2) * second;
  return nowMs >= ms ? new Date(ms) : undefined;
}

/** Whether who asks has this already: `If-None-Match`, or else `If-Modified-Since` (RFC 9110 §13.1.2, §13.1.3). */
export function isKnown(headers: Wishes, { etag, lastModified }: Validators): boolean {
  const tags = oneOf(headers['if-none-match']);
  if (tags !== undefined)
    return tags.split(',').some((tag) => tag.trim() === '*' || plain(tag) === etag);
  const since = oneOf(headers['if-modified-since']);
  return (
    since !== undefined && lastModified !== undefined && Date.parse(since) >= toSecond(lastModified)
  );
}

/**
 * The one range of octets that is asked for (RFC 9110 §14). `whole` when none is, when several are, when it is not in
 * octets, or when `If-Range` names another version; `none` when it lies outside.
 */
export function rangeOf(
  headers: Wishes,
  { etag, lastModified, sizeBytes }: RangedDocument,
): Range | 'whole' | 'none' {
  if (!holds(oneOf(headers['if-range']), { etag, lastModified })) return 'whole';
  const [, first, last] =
    /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(oneOf(headers['range']) ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'whole';
  const from = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  if (first !== '' && last !== '' && Number(last) < from) return 'whole';
  return from < to ? { from, to } : 'none';
}

/** Whether `If-Range` names this very version, or is not said at all (RFC 9110 §13.1.5). */
function holds(condition: string | undefined, { etag, lastModified }: Validators): boolean {
  if (condition === undefined || condition === etag) return true;
  return lastModified !== undefined && Date.parse(condition) === toSecond(lastModified);
}

/** What a range is cut from. */
export interface RangedDocument extends Validators {
  readonly sizeBytes: number;
}

/** Weakness does not matter where only the tag is compared. */
function plain(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}

/** HTTP dates have no fractions. */
function toSecond(date: Date): number {
  return Math.floor(date.getTime() / second) * second;
}
