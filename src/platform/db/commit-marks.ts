import { day, randomText } from '#base';

/** Rows of writers that have not committed for so long are of no use to anybody. */
const keptMs = day;

/** By the clock of the server, which all writers share. */
const now = '(extract(epoch from now()) * 1000)::bigint';

/**
 * How a connection to a server knows what it committed last when the answer was lost: each of its commits leaves a number
 * in its own row of the table `writer`. The server's number of the transaction will not do: after a crash it is given out
 * once more when nothing of the first transaction had reached the disk, and then says of the second that it committed.
 */
export class CommitMarks {
  /** Gives the number that a writer has left last. */
  static readonly query = 'select mark from writer where id = $1';
  /** Names the row. */
  readonly writer: string = randomText(16);
  #mark = 0;

  /** SQL for the end of a transaction that leaves the next number. */
  next(): string {
    this.#mark += 1;
    const sweep = this.#mark === 1 ? `delete from writer where at_ms < ${now} - ${keptMs}; ` : '';
    return `${sweep}insert into writer (id, mark, at_ms) values ('${this.writer}', ${this.#mark}, ${now})
      on conflict (id) do update set mark = excluded.mark, at_ms = excluded.at_ms; `;
  }

  /** Whether `mark` is the number that the last call of {@link next} was to leave. */
  isLast(mark: unknown): boolean {
    return Number(mark ?? 0) === this.#mark;
  }
}
