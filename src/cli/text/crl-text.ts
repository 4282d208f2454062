import type { Authority } from '#authorities';
import type { CrlAlarm, PublishedCrl } from '#crl';
import { formatSerial } from './serial.ts';

/** A list, and what is to be said of it. */
export interface ShownList {
  readonly authority: Authority;
  readonly list: PublishedCrl;
  readonly alarm?: CrlAlarm;
}

/** One line for a list: whose, which, its number, how much it holds and until when it is to be believed. */
export function listLine({ authority, list, alarm }: ShownList): string {
  const { name, number, baseNumber, entries, nextUpdate } = list;
  const what = baseNumber === null ? `number ${number}` : `number ${number} since ${baseNumber}`;
  const end = `until ${nextUpdate.toISOString().slice(0, 16)}Z`;
  const state = alarm ? `, ${alarm.state}` : '';
  const held = `${entries} ${entries === 1 ? 'entry' : 'entries'}`;
  return `${formatSerial(authority.serial)} - ${authority.name} ${name} (${what}, ${held}, ${end}${state})`;
}

/** A list in the manner of the REST API: names in snake_case, times in UTC. */
export function listObject({ authority, list, alarm }: ShownList): Record<string, unknown> {
  return {
    authority: authority.serial,
    name: list.name,
    number: list.number,
    base_number: list.baseNumber,
    this_update: seconds(list.thisUpdate),
    next_update: seconds(list.nextUpdate),
    published: seconds(list.published),
    visible_ms: list.visibleMs,
    entries: list.entries,
    size: list.sizeBytes,
    state: alarm?.state ?? 'fresh',
  };
}

function seconds(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}
