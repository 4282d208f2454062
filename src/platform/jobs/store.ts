import { present } from '#base';
import { compileOnce, sendOnce } from '#db';
import type { AnyTransaction, CompiledOnce, Database, SentOnce } from '#db';
import { sql } from 'kysely';
import type { Generated, Kysely, RawBuilder, Selectable, Transaction } from 'kysely';

interface JobTable {
  id: Generated<number>;
  kind: string;
  /** JSON object. */
  payload: string;
  key: string | null;
  /** `ready`: waits for its time · `running`: somebody is at it, until its lease ends · `failed`: given up. */
  state: 'ready' | 'running' | 'failed';
  run_at_ms: number;
  /** How often it has been begun. */
  attempts: number;
  /** Until when whoever is at it must have said so again; afterwards somebody else may take it. */
  lease_ms: number | null;
  /** Who is at it: a process, and which of its takings; see {@link ownerOf}. */
  owner: string | null;
  failed_ms: number | null;
  /** What went wrong last. */
  error_code: string | null;
  error_detail: string | null;
}

/** One job as it was taken; as long as the owner stands, it is his. */
export type JobRow = Selectable<JobTable>;

/** What only this room may touch. */
export interface JobTables {
  job: JobTable;
}

type Trx = Transaction<JobTables>;

/** What to take: of these kinds, at this time, by this owner. */
export interface Claim {
  readonly kinds: readonly string[];
  readonly nowMs: number;
  readonly owner: string;
  readonly leaseMs: number;
  readonly limit: number;
}

/** Why a job did not succeed. */
export interface JobFailure {
  readonly code: string;
  readonly detail: string;
}

/**
 * The owner of what a process takes at once, for the time `taking`. No two takings have the same: a database that has lost
 * rows gives the ids of jobs out anew, and who had the lost one must not end the other.
 */
export function ownerOf(process: string, taking: number): string {
  return `${process}.${taking}`;
}

function processOf(owner: string): string {
  return owner.slice(0, Math.max(0, owner.lastIndexOf('.')));
}

/** The queries of this room. */
export class JobStore {
  readonly #db: Database;
  readonly #reader: Kysely<JobTables>;
  readonly #insert: SentOnce<WaitingRow, unknown>;
  readonly #insertTaken: SentOnce<TakenRow, Pick<JobRow, 'id'>>;
  readonly #remove: SentOnce<Pick<JobRow, 'id' | 'owner'>, unknown>;
  readonly #owners: CompiledOnce<JobTables, object, Pick<JobRow, 'owner'>>;
  /** Whether what others have left behind may have been cleared away. */
  #hasLooked = false;

  constructor(db: Database) {
    this.#db = db;
    this.#reader = db.reader();
    this.#insert = sendOnce(this.#reader, (to, row: WaitingRow) =>
      to
        .insertInto('job')
        .values(row)
        .onConflict((conflict) => conflict.doNothing()),
    );
    this.#insertTaken = sendOnce(this.#reader, (to, row: TakenRow) =>
      to.insertInto('job').values(row).returning('id'),
    );
    this.#remove = sendOnce(this.#reader, (from, job: Pick<JobRow, 'id' | 'owner'>) =>
      from.deleteFrom('job').where(isOurs(job)),
    );
    this.#owners = compileOnce(this.#reader, (from) =>
      from.selectFrom('job').select('owner').distinct().where('state', '=', sql.lit('running')),
    );
  }

  /** Does nothing when a job of the same kind and key is waiting. */
  insert(trx: AnyTransaction, job: Pick<JobRow, 'kind' | 'payload' | 'key' | 'run_at_ms'>): void {
    this.#insert({ ...job, state: 'ready', attempts: 0 }, trx);
  }

  /** Puts a job on record that its owner has taken as it was booked; gives it after the commit. */
  insertTaken(
    trx: AnyTransaction,
    job: Pick<JobRow, 'kind' | 'payload' | 'run_at_ms'>,
    holder: Pick<JobRow, 'owner' | 'lease_ms'>,
  ): () => JobRow {
    const row = { ...job, ...holder, key: null, state: 'running', attempts: 1 } as const;
    const inserted = this.#insertTaken(row, trx);
    const rest = { failed_ms: null, error_code: null, error_detail: null };
    return () => ({ ...row, ...rest, id: present(inserted.value.rows[0], 'id of a job').id });
  }

  /** Tells whether there is anything to take. */
  async hasDue(kinds: readonly string[], nowMs: number): Promise<boolean> {
    if (kinds.length === 0) return false;
    const query = sql`select id from job as candidate where ${isDue(kinds, nowMs)} limit 1`;
    return (await query.execute(this.#reader)).rows.length > 0;
  }

  /**
   * Takes the jobs that have been due for longest, also those whose lease has ended: whoever had them is gone.
   * The text is the same for PostgreSQL but for the lock, which there keeps two takers from waiting for each other.
   */
  async claim({ kinds, nowMs, owner, leaseMs, limit }: Claim): Promise<JobRow[]> {
    const lock = this.#db.kind === 'postgresql' ? sql`for update skip locked` : sql``;
    const query = sql<JobRow>`
      update job
      set state = 'running', owner = ${owner}, lease_ms = ${nowMs + leaseMs}, attempts = attempts + 1
      where id in (
        select id from job as candidate where ${isDue(kinds, nowMs)}
        order by run_at_ms, id limit ${limit} ${lock}
      )
      returning *`;
    const { rows } = await this.#db.transaction((trx: Trx) => query.execute(trx));
    return rows.sort((a, b) => a.run_at_ms - b.run_at_ms || a.id - b.id);
  }

  /** Says that somebody is still at these jobs. */
  async renew(jobs: readonly JobRow[], leaseMs: number): Promise<void> {
    const owners = new Set(jobs.map(({ owner }) => owner));
    await this.#db.transaction((trx: Trx) =>
      trx
        .updateTable('job')
        .set({ lease_ms: leaseMs })
        .where(
          'id',
          'in',
          jobs.map(({ id }) => id),
        )
        .where('owner', 'in', [...owners])
        .where('state', '=', 'running')
        .execute(),
    );
  }

  /** Ends the leases of processes that are gone. What it costs where nobody else is at a job is one look. */
  async endLeasesOfGone(own: string): Promise<void> {
    const owners = await this.#listOwners(own);
    if (owners.length === 0 && this.#hasLooked) return;
    this.#hasLooked = true;
    const gone = new Set(await this.#db.listGone([...new Set(owners.map(processOf))]));
    const theirs = owners.filter((owner) => gone.has(processOf(owner)));
    if (theirs.length === 0) return;
    await this.#db.transaction((trx: Trx) =>
      trx
        .updateTable('job')
        .set({ lease_ms: 0 })
        .where('state', '=', sql.lit('running'))
        .where('owner', 'in', theirs)
        .execute(),
    );
  }

  /** Those who are at jobs, but for `own`. */
  async #listOwners(own: string): Promise<readonly string[]> {
    const { rows } = await this.#owners({});
    return rows.map(({ owner }) => owner ?? '').filter((owner) => processOf(owner) !== own);
  }

  /** Removes a job that is done, in a transaction of its own or as part of `trx`. */
  async finish(job: JobRow, trx?: AnyTransaction): Promise<void> {
    if (trx) this.#remove(nameOf(job), trx);
    else await this.#db.transaction(async (own) => void this.#remove(nameOf(job), own));
  }

  /** Lets a job wait for another try; one of its kind and key that waits already takes its place. */
  async postpone(job: JobRow, runAtMs: number, { code, detail }: JobFailure): Promise<void> {
    await this.#db.transaction(async (trx: Trx) => {
      if (await isWaiting(trx, job)) this.#remove(nameOf(job), trx);
      else
        await trx
          .updateTable('job')
          .set({ state: 'ready', run_at_ms: runAtMs, error_code: code, error_detail: detail })
          .set({ owner: null, lease_ms: null })
          .where(isOurs(job))
          .execute();
    });
  }

  /** Gives a job up for good, and forgets those given up before `keptSinceMs`. */
  async fail(
    job: JobRow,
    { code, detail }: JobFailure,
    { nowMs, keptSinceMs }: { readonly nowMs: number; readonly keptSinceMs: number },
  ): Promise<void> {
    await this.#db.transaction(async (trx: Trx) => {
      await trx
        .updateTable('job')
        .set({ state: 'failed', failed_ms: nowMs, error_code: code, error_detail: detail })
        .set({ owner: null, lease_ms: null })
        .where(isOurs(job))
        .execute();
      await trx
        .deleteFrom('job')
        .where('state', '=', sql.lit('failed'))
        .where('failed_ms', '<', keptSinceMs)
        .execute();
    });
  }
}

function nameOf({ id, owner }: JobRow): Pick<JobRow, 'id' | 'owner'> {
  return { id, owner };
}

/** What is on record of a job that waits. */
type WaitingRow = Pick<JobRow, 'kind' | 'payload' | 'key' | 'run_at_ms' | 'state' | 'attempts'>;

/** What is on record of a job that is taken as it is booked. */
type TakenRow = Pick<
  JobRow,
  'kind' | 'payload' | 'run_at_ms' | 'key' | 'state' | 'attempts' | 'owner' | 'lease_ms'
>;

/**
 * States stand in the text, not among its parameters, so that SQLite can use the indexes that cover only some states.
 * A job does not begin while another with its kind and key is running.
 */
function isDue(kinds: readonly string[], nowMs: number): RawBuilder<boolean> {
  return sql`candidate.state <> 'failed' and candidate.run_at_ms <= ${nowMs}
    and candidate.kind in (${sql.join(kinds)})
    and (candidate.state = 'ready' or candidate.lease_ms <= ${nowMs})
    and not exists (
      select 1 from job as other
      where other.state = 'running' and other.kind = candidate.kind and other.key = candidate.key
        and other.id <> candidate.id
    )`;
}

/** Somebody else may have taken it in the meantime. */
function isOurs({ id, owner }: Pick<JobRow, 'id' | 'owner'>): RawBuilder<boolean> {
  return sql`id = ${id} and state = 'running' and owner = ${owner}`;
}

async function isWaiting(trx: Trx, { kind, key }: JobRow): Promise<boolean> {
  if (key === null) return false;
  const rows = await trx
    .selectFrom('job')
    .select('id')
    .where('state', '=', sql.lit('ready'))
    .where('kind', '=', kind)
    .where('key', '=', key)
    .execute();
  return rows.length > 0;
}
