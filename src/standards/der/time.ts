import { derFault } from './fault.ts';

const utcShape = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const generalizedShape = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const firstMoment = Date.parse('0000-01-01T00:00:00Z');
const endOfMoments = Date.UTC(10_000, 0, 1);

/**
 * Milliseconds of the text of a UTCTime in the only form of RFC 5280 §4.1.2.5.1, `YYMMDDHHMMSSZ`: years 50–99 are
 * 1950–1999, years 00–49 are 2000–2049.
 *
 * @throws CaError `bad_der` for any other form and for dates that do not exist.
 */
export function parseUtcTime(text: string): number {
  const [year, ...rest] = numbers(utcShape, text, 'UTCTime');
  return toMilliseconds([(year ?? 0) + ((year ?? 0) < 50 ? 2000 : 1900), ...rest], text);
}

/**
 * Milliseconds of the text of a GeneralizedTime in the only form of RFC 5280 §4.1.2.5.2, `YYYYMMDDHHMMSSZ`.
 *
 * @throws CaError `bad_der` for any other form, fractions of a second included, and for dates that do not exist.
 */
export function parseGeneralizedTime(text: string): number {
  return toMilliseconds(numbers(generalizedShape, text, 'GeneralizedTime'), text);
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

function numbers(shape: RegExp, text: string, type: string): number[] {
  const match = shape.exec(text);
  if (!match) throw derFault(`${type} in a form that RFC 5280 does not allow`);
  return match.slice(1).map(Number);
}

function toMilliseconds(parts: number[], text: string): number {
  const [year = 0, month = 0, date = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const moment = new Date(0);
  moment.setUTCFullYear(year, month - 1, date);
  moment.setUTCHours(hours, minutes, seconds);
  const back = [
    moment.getUTCFullYear(),
    moment.getUTCMonth() + 1,
    moment.getUTCDate(),
    moment.getUTCHours(),
    moment.getUTCMinutes(),
    moment.getUTCSeconds(),
  ];
  if (back.some((part, i) => part !== parts[i]))
    throw derFault(`${text} is not a moment that exists`);
  return moment.getTime();
}
