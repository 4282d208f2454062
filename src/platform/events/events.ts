import type { Clock } from '#base';
import { afterCommit, findInCommit, noteInCommit, notify, transactionOf } from '#db';
import type { AnyTransaction, Database } from '#db';
import { Audience } from './audience.ts';
import type { AudienceOptions } from './audience.ts';
import { genesis, hashEntry, verifyChain } from './chain.ts';
import type { Verdict } from './chain.ts';
import type { Listener } from './delivery.ts';
import { Gates } from './gates.ts';
import { EventStore } from './store.ts';
import type { EventRow, EventTables, Head, TrailQuery } from './store.ts';
import { toEvent } from './stored-event.ts';
import type { AnyPayload, StoredEvent, Subjects } from './stored-event.ts';

/** A map from the names of events, or of gates, to their payloads. */
export type PayloadsOf<Map> = { readonly [Name in keyof Map]: object };

/** Payloads of which nothing is said. */
export type AnyPayloads = Readonly<Record<string, AnyPayload>>;

/** Who and what an event is about. */
export interface About {
  /** Default: the payload's own `actor`, where that is text. */
  readonly actor?: string;
  /** Default: the payload's own members named `…Id`: `certificateId: 12` becomes `certificate: 12`. */
  readonly subjects?: Subjects;
}

/** An entry of the trail, and when it was recorded. */
export interface Committed extends Head {
  readonly atMs: number;
}

/** Facts, which are recorded, then told; and gates, which are asked before. */
export interface Events<
  Facts extends PayloadsOf<Facts> = AnyPayloads,
  Asked extends PayloadsOf<Asked> = AnyPayloads,
> {
  /**
   * Writes one fact into the audit trail, inside the transaction of the act itself: both are durable or neither.
   * Listeners are told after its commit, and not at all if it rolls back. Await one before recording the next.
   *
   * @param payload  What JSON can keep. Nothing secret: it stays readable for ever.
   */
  record<Type extends keyof Facts & string>(
    trx: AnyTransaction,
    type: Type,
    payload: Facts[Type],
    about?: About,
  ): Promise<void>;
  /**
   * Tells `listener` of every event of a type, in their order; the answer ends that. One that throws is reported and
   * told again a few times (one that throws `busy`, as long as it does), later each time, then passed over; nothing is
   * undone.
   *
   * Without a name it hears what this process commits while it is registered. With one (to be registered before
   * `start`, the same name in every version) it hears of everything since it first started, whichever process
   * did it, at least once: after a crash, perhaps twice.
   */
  on<Type extends keyof Facts & string>(
    type: Type,
    listener: Listener<Facts[Type]>,
    options?: { readonly name?: string },
  ): () => void;
  /** Lets `judge` refuse an act before it happens, by throwing; the answer ends that. */
  before<Gate extends keyof Asked & string>(
    gate: Gate,
    judge: (payload: Asked[Gate]) => void | Promise<void>,
  ): () => void;
  /**
   * Asks all judges of a gate, one after the other. Not inside a transaction: they may take their time.
   *
   * @throws CaError what a judge threw, or `refused` when it failed in another way.
   */
  ask<Gate extends keyof Asked & string>(gate: Gate, payload: Asked[Gate]): Promise<void>;
  /** Whether a gate has a judge now; where it has none, {@link Events.ask} takes no time. */
  isJudged(gate: keyof Asked & string): boolean;
  /**
   * Looks for the first entry that was edited, removed, moved or put in.
   *
   * @param head  A head kept outside the database: the trail must still contain it.
   */
  verify(head?: Head): Promise<Verdict>;
  /** The last entry that this process has committed, without a look at the database; undefined before the first. */
  committed(): Committed | undefined;
  /** The last entry, to be kept elsewhere; undefined before the first. */
  head(): Promise<Head | undefined>;
  /** Whether the trail has this very entry; one look, not the whole proof of {@link Events.verify}. */
  holds(entry: Head): Promise<boolean>;
  /**
   * The id of the last entry of any of these types, 0 before the first: it grows in the transaction of the act itself,
   * whichever process does it, so that what was derived from such acts is known to be up to date. Cheap to ask.
   */
  lastOf(types: readonly [string, ...string[]]): () => Promise<number>;
  /**
   * Entries of the trail in their order that meet all conditions: those that follow `after`, else the last ones. The id
   * of the last of them is the `after` of the next page.
   */
  list(which: TrailQuery): Promise<readonly StoredEvent[]>;
  /** Begins to tell named listeners: first what they have not heard yet. */
  start(): Promise<void>;
  /** Finishes telling what is being told, and tells nothing more. */
  stop(): Promise<void>;
  /** Settles when every listener has heard what there is. */
  idle(): Promise<void>;
}

/** What {@link createEvents} is told. */
export interface EventsOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Hears what listeners throw. */
  readonly report: (error: unknown) => void;
  /** How often a listener that throws is told of the same event. Default: 5. */
  readonly attempts?: number;
  /** The wait before the second time, doubling after that. Default: 200. */
  readonly retryMs?: number;
  /** How often to look for what other processes recorded. Default: 1000. */
  readonly pollMs?: number;
}

/** What processes tell each other when the trail has grown by such an event. */
const topicOf = (type: string): string => `event.${type}`;

/** Makes the room. */
export function createEvents<
  Facts extends PayloadsOf<Facts> = AnyPayloads,
  Asked extends PayloadsOf<Asked> = AnyPayloads,
>(options: EventsOptions): Events<Facts, Asked> {
  const { report, attempts = 5, retryMs = 200, pollMs = 1000 } = options;
  const store = new EventStore(options.db);
  const listen: AudienceOptions['listen'] = (type, hear) => options.db.listen(topicOf(type), hear);
  const audience = new Audience({ store, listen, pollMs, report, attempts, retryMs });
  const gates = new Gates();
  let committed: Committed | undefined;
  return Object.freeze<Events<Facts, Asked>>({
    record: async (trx, type, payload, about = {}) => {
      const row = await append(trx, store, {
        type,
        at_ms: options.clock.now(),
        actor: about.actor ?? actorIn(payload) ?? null,
        subjects: JSON.stringify(about.subjects ?? subjectsIn(payload)),
        payload: JSON.stringify(payload),
      });
      afterCommit(trx, () => {
        committed = { id: row.id, hash: row.hash, atMs: row.at_ms };
        audience.tell(row);
      });
      notify(trx, topicOf(type));
    },
    on: (type, listener, { name } = {}) => audience.add(type, listener, name),
    before: (gate, judge) => gates.before(gate, judge),
    ask: (gate, payload) => gates.ask(gate, payload),
    isJudged: (gate) => gates.isJudged(gate),
    verify: (head) => verifyChain(store, head),
    head: () => store.findHead(),
    committed: () => committed,
    holds: (entry) => store.holds(entry),
    list: async (which) => (await store.list(which)).map(toEvent),
    lastOf: (types) => store.lastOf(types),
    start: () => audience.start(),
    stop: () => audience.stop(),
    idle: () => audience.idle(),
  });
}

/** The database lets one transaction write at a time: the head that is read here is the last, or was written here. */
async function append(
  trx: AnyTransaction,
  store: EventStore,
  fact: Omit<EventRow, 'id' | 'previous_hash' | 'hash'>,
): Promise<EventRow> {
  const own = transactionOf<EventTables>(trx);
  const head = await findInCommit(trx, store, async () => (await store.findHead(own)) ?? genesis);
  const entry = { ...fact, id: head.id + 1, previous_hash: head.hash };
  const row: EventRow = { ...entry, hash: hashEntry(entry) };
  store.insert(own, row);
  noteInCommit(trx, store, row);
  return row;
}

function actorIn(payload: object): string | undefined {
  return 'actor' in payload && typeof payload.actor === 'string' ? payload.actor : undefined;
}

function subjectsIn(payload: object): Subjects {
  const found: Record<string, number | string> = {};
  for (const [key, value] of Object.entries(payload)) {
    if (!/.Id$/.test(key)) continue;
    if (typeof value === 'number' || typeof value === 'string') found[key.slice(0, -2)] = value;
  }
  return found;
}
