import type { Client } from 'pg';
import { randomText } from '#base';
import type { Run } from './dialect.ts';
import type { Presence, Presences } from './presence.ts';
import { returnMs } from './postgresql-standing.ts';
import type { Standing, StandingConnection } from './postgresql-standing.ts';

/** Those of other kinds of databases, and of versions that had none, do not begin like this: nothing is known of them. */
const mark = 'seen-';

/** Not seen for so long, and by two looks, is gone: a connection that was lost is opened anew in less. */
const graceMs = 900;

/** A lock for each, shared so that the server may take a while to notice that an old connection has gone. */
const hold = 'select pg_advisory_lock_shared(hashtextextended($1, 0))';

/** Nobody holds a lock right after a server has come back. */
const free = `select name from string_to_table($1, ' ') as asked(name)
  where pg_postmaster_start_time() < now() - interval '${returnMs} milliseconds'
    and pg_try_advisory_xact_lock(hashtextextended(name, 0))`;

/**
 * On a PostgreSQL server: each process holds an advisory lock of its own by a connection that stands as long as it lives.
 * The server gives it up when the process has ended, and also when the connection is lost though it lives: so whoever is
 * not seen is given some time to come back.
 */
export class ServerPresences implements Presences {
  readonly #connection: StandingConnection;
  readonly #ask: Run;
  /** Since when those that were asked for have not been seen. */
  readonly #missing = new Map<string, number>();
  #lostMs = -Infinity;

  /** @param ask  Runs statements that only read. */
  constructor(connection: StandingConnection, ask: Run) {
    this.#connection = connection;
    this.#ask = ask;
  }

  async appear(): Promise<Presence> {
    const presence = new ServerPresence(() => (this.#lostMs = performance.now()));
    await this.#connection.use(presence);
    return presence;
  }

  async listGone(names: readonly string[]): Promise<readonly string[]> {
    const nowMs = performance.now();
    const isSettled = nowMs - this.#lostMs > returnMs;
    const known = names.filter((name) => isSettled && name.startsWith(mark));
    const missing = known.length === 0 ? [] : await this.#listFree(known);
    for (const name of this.#missing.keys())
      if (!missing.includes(name)) this.#missing.delete(name);
    for (const name of missing) if (!this.#missing.has(name)) this.#missing.set(name, nowMs);
    return missing.filter((name) => nowMs - (this.#missing.get(name) ?? nowMs) > graceMs);
  }

  async #listFree(names: readonly string[]): Promise<readonly string[]> {
    const statement = { sql: free, parameters: [names.join(' ')], purpose: 'read' } as const;
    return (await this.#ask(statement)).rows.map(([name]) => String(name));
  }
}

class ServerPresence implements Presence, Standing {
  readonly name = mark + randomText(16);
  readonly #hearLost: () => void;
  #client: Client | undefined;

  constructor(hearLost: () => void) {
    this.#hearLost = hearLost;
  }

  get isSeen(): boolean {
    return this.#client !== undefined;
  }

  async begin(client: Client): Promise<void> {
    await client.query(hold, [this.name]);
    this.#client = client;
  }

  lose(): void {
    this.#client = undefined;
    this.#hearLost();
  }
}
