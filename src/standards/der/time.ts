import { derFault } from './fault.ts';

const zero = 0x30;
const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const firstMoment = Date.parse('0000-01-01T00:00:00Z');
const msOf400Years = 146_097 * 86_400_000;
const endOfMoments = Date.UTC(10_000, 0, 1);

/**
 * Milliseconds of the text of a UTCTime in the only form of RFC 5280 §4.1.2.5.1, `YYMMDDHHMMSSZ`: years 50–99 are
 * 1950–1999, years 00–49 are 2000–2049.
 *
 * @throws CaError `bad_der` for any other form and for dates that do not exist.
 */
export function parseUtcTime(text: string): number {
  requireShape(text, 13, 'UTCTime');
  const year = two(text, 0);
  return toMilliseconds(year < 50 ? 2000 + year : 1900 + year, text, 2);
}

/**
 * Milliseconds of the text of a GeneralizedTime in the only form of RFC 5280 §4.1.2.5.2, `YYYYMMDDHHMMSSZ`.
 *
 * @throws CaError `bad_der` for any other form, fractions of a second included, and for dates that do not exist.
 */
export function parseGeneralizedTime(text: string): number {
  requireShape(text, 15, 'GeneralizedTime');
  return toMilliseconds(100 * two(text, 0) + two(text, 2), text, 4);
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

/** Digits and a final Z, so many characters in all. */
function requireShape(text: string, length: number, type: string): void {
  let fits = text.length === length && text.endsWith('Z');
  for (let i = 0; fits && i < length - 1; i++) fits = isDigit(text.charCodeAt(i));
  if (!fits) throw derFault(`${type} in a form that RFC 5280 does not allow`);
}

function isDigit(code: number): boolean {
  return code >= zero && code <= zero + 9;
}

/** The number in the two digits at `at`. */
function two(text: string, at: number): number {
  return 10 * text.charCodeAt(at) + text.charCodeAt(at + 1) - 11 * zero;
}

/** The moment of a year and of `MMDDHHMMSS` at `at`. */
function toMilliseconds(year: number, text: string, at: number): number {
  const month = two(text, at);
  const date = two(text, at + 2);
  const [hours, minutes, seconds] = [two(text, at + 4), two(text, at + 6), two(text, at + 8)];
  if (hours > 23 || minutes > 59 || seconds > 59 || date < 1 || date > daysOf(year, month))
    throw derFault(`${text} is not a moment that exists`);
  // Date.UTC takes the years 0 to 99 for those of the 20th century; the calendar repeats every 400 years.
  const moment = Date.UTC(year + 400, month - 1, date, hours, minutes, seconds);
  return moment - msOf400Years;
}

/** How many days a month has; none when there is no such month. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (daysOfMonths[month - 1] ?? 0);
}
