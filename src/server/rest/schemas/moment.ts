import { z } from 'zod';
import { second } from '#base';
import { fault } from '../invalid-request.ts';

/**
 * A moment: ISO 8601 with a time zone, or a Unix timestamp, as number or text, in seconds (beyond 2·10^10 in
 * milliseconds). Fractions below a millisecond are dropped.
 */
export const momentSchema: z.ZodType<Date> = z
  .unknown()
  .transform((input, ctx) => {
    const found = read(input);
    if (found instanceof Date) return found;
    const { message, error } = faults[found];
    ctx.addIssue({
      code: 'custom',
      message,
      params: fault(found, error === undefined ? undefined : { error }),
    });
    return z.NEVER;
  })
  .meta({ override: { type: 'string', format: 'date-time' } });

type Fault = 'datetime_type' | 'datetime_from_date_parsing' | 'timezone_aware';

const faults: Record<Fault, { readonly message: string; readonly error?: string }> = {
  datetime_type: { message: 'Input should be a valid datetime' },
  datetime_from_date_parsing: {
    message: 'Input should be a valid datetime or date, not in ISO 8601',
    error: 'not in ISO 8601',
  },
  timezone_aware: { message: 'Input should have timezone info' },
};

const shape =
  /^(\d{4}-\d\d-\d\d)(?:[T_ ](\d\d:\d\d)(?::(\d\d)(\.\d{1,9})?)? ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
const mostSeconds = 2e10;
const earliestMs = Date.parse('0001-01-01T00:00:00Z');
const latestMs = Date.parse('9999-12-31T23:59:59.999Z');

function read(input: unknown): Date | Fault {
  if (typeof input === 'number') return ofTimestamp(input);
  if (typeof input !== 'string') return 'datetime_type';
  return /^[+-]?\d{1,15}(?:\.\d+)?$/.test(input) ? ofTimestamp(Number(input)) : ofText(input);
}

function ofTimestamp(value: number): Date | Fault {
  return inRange(Math.abs(value) > mostSeconds ? value : value * second);
}

function ofText(text: string): Date | Fault {
  const match = shape.exec(text);
  if (!match) return 'datetime_from_date_parsing';
  const [, date = '', time = '00:00', seconds = '00', fraction = '', zone] = match;
  // JavaScript takes the 31st of any month, which then is a day of the next.
  if (!isDate(date)) return 'datetime_from_date_parsing';
  const normal = `${date}T${time}:${seconds}${fraction.slice(0, 4)}${normalZone(zone)}`;
  const moment = inRange(Date.parse(normal));
  return moment instanceof Date && zone === undefined ? 'timezone_aware' : moment;
}

function isDate(text: string): boolean {
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(text);
}

function normalZone(zone: string = 'Z'): string {
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
}

function inRange(milliseconds: number): Date | Fault {
  const within = milliseconds >= earliestMs && milliseconds <= latestMs;
  return within ? new Date(milliseconds) : 'datetime_from_date_parsing';
}
