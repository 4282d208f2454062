/**
 * What happened, and who is told: facts (`certificate.issued`) are written in the transaction of the act itself and told
 * after its commit; gates (`certificate.issue`) are asked before an act and may only refuse it. The facts are the audit
 * trail: each entry carries the SHA-256 of itself and of the entry before it, so that `verify` finds whatever was edited,
 * removed, moved or put in. Knows no event by name: rooms bring their own, typed by a map of payloads.
 *
 * Tables: `event` (the trail), `event_cursor` (how far each named listener has come),
 * `event_last` (PostgreSQL: the highest id given out). Events: those of its users.
 */
export type { ChainFault, Verdict } from './chain.ts';
export type { Listener } from './delivery.ts';
export { createEvents } from './events.ts';
export type { About, AnyPayloads, Events, EventsOptions, PayloadsOf } from './events.ts';
export { migrations } from './migrations.ts';
export type { Head, TrailQuery } from './store.ts';
export type { AnyPayload, StoredEvent, Subjects } from './stored-event.ts';
