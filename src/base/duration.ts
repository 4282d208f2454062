import { CaError } from './errors.ts';
import { day, hour, minute, second } from './clock.ts';

const shape =
  /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/;

/**
 * Milliseconds of an ISO 8601 duration of weeks, days, hours, minutes and whole seconds (`P90D`, `PT12H`).
 * Years and months have no fixed length and are refused.
 *
 * @throws CaError `bad_request` when `text` is anything else, `P` and `PT` alone included.
 */
export function parseDuration(text: string): number {
  const match = shape.exec(text);
  const parts = match?.slice(1) ?? [];
  if (!match || text.endsWith('T') || parts.every((part) => part === undefined)) {
    throw new CaError(
      'bad_request',
      `Write the duration in ISO 8601, like P90D or PT12H, not ${JSON.stringify(text.slice(0, 40))}.`,
    );
  }
  const [weeks, days, hours, minutes, seconds] = parts.map((part) => Number(part ?? 0));
  return (
    (weeks ?? 0) * 7 * day +
    (days ?? 0) * day +
    (hours ?? 0) * hour +
    (minutes ?? 0) * minute +
    (seconds ?? 0) * second
  );
}

/** ISO 8601 text of a span in the fixed form `P100DT00H00M00S`; a fraction of a second is dropped. */
export function formatDuration(milliseconds: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const rest = milliseconds % day;
  return `P${Math.floor(milliseconds / day)}DT${two(rest / hour)}H${two((rest % hour) / minute)}M${two((rest % minute) / second)}S`;
}
