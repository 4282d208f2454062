import { CaError } from '#base';
import type { Clock } from '#base';
import { notify } from '#db';
import type { Database } from '#db';
import type { Events, Head } from '#events';
import { isMarked, mark, unmark } from './store.ts';
import { readWitness, writeWitness } from './witness.ts';
import type { Witness } from './witness.ts';

/** Stands between a restored database and every private key. */
export interface Fence {
  /** False while nothing may be signed. */
  isOpen(): boolean;
  /**
   * @throws CaError `restore_unconfirmed` while nothing may be signed; `busy` while it is not known yet whether it may, for
   *   some seconds after a server was away.
   */
  requireOpen(): void;
  /** Compares the trail with what was seen of it, and closes or opens; later it does so by itself, from time to time. */
  start(): Promise<void>;
  /** Notes what was seen last, and looks no more. */
  stop(): Promise<void>;
  /** What was seen last and is no longer in the trail; undefined where all is there. */
  missing(): Witness | undefined;
  /**
   * An operator has looked: what stands in the database now is what counts; tells `database.confirmed`. Does nothing
   * when the fence is open.
   */
  confirm(about: { readonly actor: string }): Promise<void>;
}

/** What {@link createFence} is told. */
export interface FenceOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
  /** Hears what went wrong when nobody asked. */
  readonly report: (error: unknown) => void;
  /** The file that remembers. Default: none, and then only the database itself can say that it was restored. */
  readonly path?: string | undefined;
  /** How often to look. Default: 1000. */
  readonly pollMs?: number;
}

const topic = 'fence';
const usualPollMs = 1000;
const confirmed = 'database.confirmed';

/**
 * Marks a database as restored: whoever opens it signs nothing until it is confirmed.
 *
 * @param db  One whose tables are up to date.
 */
export async function markRestored(db: Database, clock: Clock): Promise<void> {
  await db.transaction(async (trx) => {
    await mark(trx, clock.now());
    notify(trx, topic);
  });
}

/** Makes the room. */
export function createFence(options: FenceOptions): Fence {
  const watch = new Watch(options);
  return Object.freeze<Fence>({
    isOpen: () => watch.open,
    requireOpen: () => {
      if (!watch.open) throw watch.doubted ? undecided() : unconfirmed();
    },
    start: () => watch.start(),
    stop: () => watch.stop(),
    missing: () => watch.missing,
    confirm: (about) => watch.confirm(about.actor),
  });
}

function unconfirmed(): CaError {
  return new CaError(
    'restore_unconfirmed',
    'The database was restored from a backup: nothing is signed until an operator has typed certwright db confirm.',
  );
}

function undecided(): CaError {
  return new CaError(
    'busy',
    'The database was away a moment ago: nothing is signed before it is known that it has lost nothing.',
  );
}

/** A server that is back is doubted for so many looks, though nothing that was seen here is missing. */
const doubtedLooks = 3;

class Watch {
  readonly #options: FenceOptions;
  #seen: Witness | undefined;
  #timer: NodeJS.Timeout | undefined;
  #deafen: (() => void) | undefined;
  #looking: Promise<void> | undefined;
  /** What was seen last, while the trail does not hold it. */
  missing: Witness | undefined;
  /** Closed until it has looked for the first time. */
  open = false;
  /** Whether it is closed for no other reason than that the server was lost. */
  doubted = false;
  /** Until when, by `performance.now()`; without end while the server is away. */
  #doubtedUntilMs = 0;

  constructor(options: FenceOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { path, db, pollMs = usualPollMs } = this.#options;
    this.#seen = path === undefined ? undefined : readWitness(path);
    await this.#look();
    db.whenLost(() => this.#doubt());
    this.#deafen = db.listen(topic, () => this.#wake());
    this.#timer = setInterval(() => this.#wake(), pollMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#deafen?.();
    await this.#looking;
    await this.#look();
  }

  async confirm(actor: string): Promise<void> {
    const { db, events } = this.#options;
    if (this.open) return;
    const { missing } = this;
    await db.transaction(async (trx) => {
      await unmark(trx);
      await events.record(trx, confirmed, { actor, lost: missing?.id ?? null });
      notify(trx, topic);
    });
    this.#seen = undefined;
    await this.#look();
  }

  /**
   * In the place of a server that was lost may be one that lacks its last rows, and only another process may have seen
   * those. All look as often as this one: who has seen more closes the fence for all while it is in doubt.
   */
  #doubt(): void {
    this.#doubtedUntilMs = Infinity;
    this.doubted ||= this.open;
    this.open = false;
    this.#wake();
  }

  /** A database that cannot be asked changes nothing: what was known of it still holds. */
  #wake(): void {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#options.report(error))
      .finally(() => (this.#looking = undefined));
  }

  async #look(): Promise<void> {
    const { db, events, clock, pollMs = usualPollMs } = this.#options;
    const wasAway = this.#doubtedUntilMs === Infinity;
    // The mark first: one that was taken away while we look is not made again, as the confirmation is on record by then.
    const marked = await isMarked(db);
    const head = await events.head();
    this.missing = (await this.#holds(head)) ? undefined : this.#latest();
    if (this.missing && !marked) await db.transaction((trx) => mark(trx, clock.now()));
    if (wasAway) this.#doubtedUntilMs = performance.now() + doubtedLooks * pollMs;
    const holds = !marked && !this.missing;
    this.doubted = holds && performance.now() < this.#doubtedUntilMs;
    this.open = holds && !this.doubted;
    if (this.open && head) this.#note(head);
  }

  /** Whether the trail holds what was seen, or somebody has confirmed since that it need not. */
  async #holds(head: Head | undefined): Promise<boolean> {
    const { events } = this.#options;
    const seen = this.#latest();
    if (!seen || (head?.id === seen.id && head.hash === seen.hash)) return true;
    if (await events.holds(seen)) return true;
    const [last] = await events.list({ type: confirmed, limit: 1 });
    return last !== undefined && last.at.getTime() > seen.atMs;
  }

  /** What was seen last, or committed here since. */
  #latest(): Witness | undefined {
    const [seen, own] = [this.#seen, this.#options.events.committed()];
    if (!seen || !own) return own ?? seen;
    if (own.atMs === seen.atMs) return own.id > seen.id ? own : seen;
    return own.atMs > seen.atMs ? own : seen;
  }

  #note({ id, hash }: Head): void {
    const { path, clock } = this.#options;
    if (this.#seen?.id === id && this.#seen.hash === hash) return;
    this.#seen = { id, hash, atMs: clock.now() };
    if (path !== undefined) writeWitness(path, this.#seen);
  }
}
