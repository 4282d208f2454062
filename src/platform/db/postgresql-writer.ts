import { setTimeout as wait } from 'node:timers/promises';
import { CommitMarks } from './commit-marks.ts';
import type { Connection } from './connection.ts';
import { LostConnection } from './postgresql-faults.ts';
import { insistOnDurability, Line } from './postgresql-line.ts';
import type { ServerOptions } from './postgresql-line.ts';
import type { Outcome, Statement } from './sqlite.ts';
import { StatementError, stopping, UnknownCommit } from './statement-error.ts';

/**
 * One process writes at a time, as on SQLite, so that every rule that reads before it writes holds there too. The lock
 * ends with the transaction, or with the connection of a process that died in it.
 */
const writerLock = 0x43_65_72_74;

const beginning = `begin read write;
  select pg_advisory_xact_lock(${writerLock}), pg_current_xact_id()::text, to_regclass('writer') is not null`;

/**
 * The connection that writes. A lost one is opened anew by the next `begin`.
 *
 * @param hearLost  Is called when the connection is lost, and before anything is written on one that was opened anew.
 */
export async function openWriter(
  options: ServerOptions,
  hearLost: () => void = () => undefined,
): Promise<Connection> {
  const writer = new Writer(options, hearLost);
  await writer.connect();
  return writer;
}

class Writer implements Connection {
  readonly #options: ServerOptions;
  #line: Line | undefined;
  /** The transaction, whether it may leave a mark, and whether it has changed anything. */
  #transaction = '';
  #hasTable = false;
  #changed = false;
  readonly #marks = new CommitMarks();
  #closed = false;
  readonly #hearLost: () => void;
  #wasLost = false;

  constructor(options: ServerOptions, hearLost: () => void) {
    this.#options = options;
    this.#hearLost = hearLost;
  }

  async connect(): Promise<Line> {
    if (this.#closed) throw stopping();
    const line = await Line.open(this.#options, (lost) => this.#lose(lost));
    try {
      await insistOnDurability(line);
    } catch (error) {
      await line.close();
      throw error;
    }
    if (this.#wasLost) this.#hearLost();
    this.#line = line;
    return line;
  }

  /** Waits for the turn of this process. */
  async begin(): Promise<void> {
    const line = this.#line ?? (await this.connect());
    try {
      const [row] = await line.control(beginning);
      this.#transaction = String(row?.[1]);
      this.#hasTable = row?.[2] === 1;
      this.#changed = false;
    } catch (error) {
      // Begun, but without its turn: the connection is to be of use to the next.
      await line.control('rollback').catch(() => undefined);
      throw error;
    }
  }

  async run(statement: Statement): Promise<Outcome> {
    const line = this.#use();
    const { before, purpose } = statement;
    this.#changed ||= purpose === 'write';
    // Not waited for: when a savepoint fails, so does all that follows.
    if (before) line.control(before).catch(() => undefined);
    return line.run(statement);
  }

  async commit(before: string): Promise<void> {
    const line = this.#use();
    const mark = this.#changed && this.#hasTable ? this.#marks.next() : '';
    try {
      // One message: when what comes before the commit fails, the commit is not done.
      await line.control(`${before}${mark}commit`);
    } catch (error) {
      if (!(error instanceof LostConnection) || !(await this.#hasCommitted())) throw error;
    }
  }

  async rollback(): Promise<void> {
    await this.#use().control('rollback');
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#line?.close();
  }

  #use(): Line {
    if (!this.#line) throw new LostConnection();
    return this.#line;
  }

  #lose(line: Line): void {
    if (this.#line !== line) return;
    this.#line = undefined;
    this.#wasLost = true;
    if (!this.#closed) this.#hearLost();
  }

  /** The connection broke while the server was committing: it alone knows how that ended, once it is back. */
  async #hasCommitted(): Promise<boolean> {
    const transaction = this.#transaction;
    const untilMs = performance.now() + this.#options.busyMs;
    while (performance.now() < untilMs && !this.#closed) {
      const found = await this.#findCommit(transaction).catch(() => undefined);
      if (found !== undefined) return found;
      await wait(100);
    }
    throw new UnknownCommit();
  }

  /** Undefined while the server is still at it. */
  async #findCommit(transaction: string): Promise<boolean | undefined> {
    const line = this.#line ?? (await this.connect());
    const ask = async (sql: string, value: string): Promise<unknown> =>
      (await line.run({ sql, parameters: [value], purpose: 'read' })).rows[0]?.[0];
    const status = await ask('select pg_xact_status($1::text::xid8)', transaction).catch(
      unknownNumber,
    );
    if (status === 'in progress') return undefined;
    if (!this.#changed || !this.#hasTable) return status === 'committed';
    return this.#marks.isLast(await ask(CommitMarks.query, this.#marks.writer));
  }
}

/** A server that has crashed may not have come to the number yet (invalid_parameter_value): nothing of it was stored. */
function unknownNumber(error: unknown): string {
  if (error instanceof StatementError && error.code === '22023') return 'aborted';
  throw error;
}
