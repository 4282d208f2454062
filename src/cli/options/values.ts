import { CaError, day, minute, parseDuration } from '#base';
import { findReason, hashNames, parseGeneralName, revocationReasons } from '#x509';
import type { GeneralName, HashName, ReasonRfcName } from '#x509';

const maxSpanMs = 36_500 * day;

/** A span in milliseconds, written as a number of days or in ISO 8601; 1 second to 100 years. @throws CaError `bad_request` */
export function parseSpan(text: string): number {
  const span = /^\d{1,6}$/.test(text) ? Number(text) * day : parseDuration(text);
  if (span > 0 && span <= maxSpanMs) return span;
  throw new CaError('bad_request', 'Give 1 to 36500 days.');
}

/** The last moment of a life of `span` that begins in the minute of `nowMs`: both its ends count (RFC 5280 §4.1.2.5). */
export function endOfLife(nowMs: number, span: number): Date {
  return new Date(Math.floor(nowMs / minute) * minute + span - 1);
}

/** A reader of whole numbers from `least` to `most`, both included. It throws CaError `bad_request`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new CaError('bad_request', `Give a whole number from ${least} to ${most}.`);
  };
}

/** A hash in the one spelling used everywhere; case and separators do not matter. @throws CaError `bad_request` */
export function parseHash(text: string): HashName {
  const plain = (each: string): string => each.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
  const found = hashNames.find((each) => plain(each) === plain(text));
  if (found) return found;
  throw new CaError('bad_request', `Choose one of ${hashNames.join(', ')}.`);
}

/** A reason for revocation, in either spelling (`key_compromise`, `keyCompromise`). @throws CaError `bad_request` */
export function parseReason(text: string): ReasonRfcName {
  const found = findReason(text);
  if (found) return found.rfcName;
  const names = revocationReasons.map((each) => each.name);
  throw new CaError('bad_request', `Choose one of ${names.join(', ')}.`);
}

/** A moment in ISO 8601 that says its zone. @throws CaError `bad_request` */
export function parseMoment(text: string): Date {
  const zoned = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/i;
  const moment = new Date(zoned.test(text) ? text.replace(' ', 'T') : Number.NaN);
  if (!Number.isNaN(moment.getTime())) return moment;
  throw new CaError('bad_request', 'Give date, time and zone, like 2026-01-31T12:00:00Z.');
}

/** A `parse` for options that may be repeated: each argument is read by `read` and put behind the earlier ones. */
export function each<T>(
  read: (text: string) => T,
): (text: string, previous: readonly T[] | undefined) => readonly T[] {
  return (text, previous = []) => [...previous, read(text)];
}

/** A `parse` for options that take a list: separated by spaces or commas, or repeated. */
export function words(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...text.split(',').filter((word) => word !== '')];
}

/** A general name that is a URI. @throws CaError `bad_request` */
export function parseUrl(text: string): GeneralName {
  const found = parseGeneralName(text);
  if (found.type === 'URI') return found;
  throw new CaError('bad_request', 'Give a URL, like http://pki.example.com/ca.der.');
}
