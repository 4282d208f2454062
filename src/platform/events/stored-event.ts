import type { EventRow } from './store.ts';

/** What an event is about: the ids of rows, by the noun of their table (`{ certificate: 12 }`). */
export type Subjects = Readonly<Record<string, number | string>>;

/** The payload of an event whose room does not say more about it. */
export type AnyPayload = Readonly<Record<string, unknown>>;

/** One entry of the audit trail, as listeners get it. */
export interface StoredEvent<Payload extends object = AnyPayload> {
  /** Counts up by one from 1, without gaps, in the order of commits. */
  readonly id: number;
  /** `noun.past` */
  readonly type: string;
  readonly at: Date;
  /** Who did it, null where nobody in particular did. */
  readonly actor: string | null;
  readonly subjects: Subjects;
  /** What JSON kept of what was recorded: a Date, for instance, is text by now. */
  readonly payload: Payload;
}

/** The entry of a row, its own copy of everything: a listener cannot spoil it for the next. */
export function toEvent(row: EventRow): StoredEvent {
  return Object.freeze({
    id: row.id,
    type: row.type,
    at: new Date(row.at_ms),
    actor: row.actor,
    subjects: JSON.parse(row.subjects),
    payload: JSON.parse(row.payload),
  });
}
