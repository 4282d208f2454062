import type { CaError } from '#base';
import { derFault } from './fault.ts';
import { latin1 } from './strings.ts';

const zero = 0x30;
const zulu = 0x5a;
const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const firstMoment = Date.parse('0000-01-01T00:00:00Z');
const msOf400Years = 146_097 * 86_400_000;
const endOfMoments = Date.UTC(10_000, 0, 1);

/**
 * Milliseconds of the content octets of a UTCTime, from `start` to `end`, in the only form of RFC 5280 §4.1.2.5.1,
 * `YYMMDDHHMMSSZ`: years 50–99 are 1950–1999, years 00–49 are 2000–2049.
 *
 * @throws CaError `bad_der` for any other form and for dates that do not exist.
 */
export function parseUtcTime(octets: Uint8Array, start: number, end: number): number {
  if (end - start !== 13 || !areDigits(octets, start, end)) throw wrongForm('UTCTime');
  const year = two(octets, start);
  return toMilliseconds(year < 50 ? 2000 + year : 1900 + year, octets, start + 2);
}

/**
 * Milliseconds of the content octets of a GeneralizedTime, from `start` to `end`, in the only form of RFC 5280
 * §4.1.2.5.2, `YYYYMMDDHHMMSSZ`.
 *
 * @throws CaError `bad_der` for any other form, fractions of a second included, and for dates that do not exist.
 */
export function parseGeneralizedTime(octets: Uint8Array, start: number, end: number): number {
  if (end - start !== 15 || !areDigits(octets, start, end)) throw wrongForm('GeneralizedTime');
  return toMilliseconds(100 * two(octets, start) + two(octets, start + 2), octets, start + 4);
}

/**
 * `YYYYMMDDHHMMSSZ` of a moment; a fraction of a second is dropped.
 *
 * @throws CaError `bad_der` outside the years 0 to 9999.
 */
export function formatGeneralizedTime(time: number): string {
  if (!(time >= firstMoment && time < endOfMoments))
    throw derFault('time outside the years 0 to 9999');
  const iso = new Date(Math.floor(time / 1000) * 1000).toISOString();
  return `${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

/** Tells whether RFC 5280 wants `time` as UTCTime: years 1950 to 2049. */
export function fitsUtcTime(time: number): boolean {
  return time >= Date.UTC(1950, 0, 1) && time < Date.UTC(2050, 0, 1);
}

/** Whether there are digits up to a final Z. */
function areDigits(octets: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end - 1; i++) if (!isDigit(octets[i] ?? 0)) return false;
  return octets[end - 1] === zulu;
}

function wrongForm(type: string): CaError {
  return derFault(`${type} in a form that RFC 5280 does not allow`);
}

function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9;
}

/** The number in the two digits at `at`. */
function two(octets: Uint8Array, at: number): number {
  return 10 * (octets[at] ?? 0) + (octets[at + 1] ?? 0) - 11 * zero;
}

/** The moment of a year and of `MMDDHHMMSS` at `at`. */
function toMilliseconds(year: number, octets: Uint8Array, at: number): number {
  const month = two(octets, at);
  const date = two(octets, at + 2);
  const hours = two(octets, at + 4);
  const minutes = two(octets, at + 6);
  const seconds = two(octets, at + 8);
  if (hours > 23 || minutes > 59 || seconds > 59 || date < 1 || date > daysOf(year, month))
    throw derFault(`${year}${latin1(octets.subarray(at, at + 11))} is not a moment that exists`);
  // Date.UTC takes the years 0 to 99 for those of the 20th century; the calendar repeats every 400 years.
  const moment = Date.UTC(year + 400, month - 1, date, hours, minutes, seconds);
  return moment - msOf400Years;
}

/** How many days a month has; none when there is no such month. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (daysOfMonths[month - 1] ?? 0);
}
