/** The table that a statement writes to; undefined for one that is none of the three plain kinds. */
const target = /^\s*(?:insert into|update|delete from)\s+"?(\w+)/i;
const mostTexts = 1000;

/**
 * When each table of a file was last written to: by this process, table by table, by others, any of them. So that what
 * was read stays known until it may have changed.
 */
export class Written {
  /** Another number once another process has committed; undefined where that cannot be told now. */
  readonly #version: () => number | undefined;
  /** Which table a text writes to; undefined in place of one that may write to any. */
  readonly #targets = new Map<string, string | undefined>();
  /** What the transaction that is going on has written to. */
  readonly #open = new Set<string | undefined>();
  readonly #last = new Map<string | undefined, number>();
  #commits = 0;
  #known: number | undefined;
  #elsewhere = 0;

  constructor(version: () => number | undefined) {
    this.#version = version;
  }

  /** Takes note of a statement of the transaction that is going on. */
  note(sql: string): void {
    if (!this.#targets.has(sql)) {
      if (this.#targets.size >= mostTexts) this.#targets.clear();
      this.#targets.set(sql, target.exec(sql)?.[1]);
    }
    this.#open.add(this.#targets.get(sql));
  }

  /** The transaction can be read from now on: to be said in the same turn as it is committed. */
  commit(): void {
    this.#commits += 1;
    for (const table of this.#open) this.#last.set(table, this.#commits);
    this.#open.clear();
  }

  /** The transaction has left nothing. */
  rollback(): void {
    this.#open.clear();
  }

  /** See `Database.stampOf`. */
  stampOf(tables: readonly string[]): number | undefined {
    const version = this.#version();
    if (version === undefined) return undefined;
    if (version !== this.#known) this.#elsewhere = this.#commits += 1;
    this.#known = version;
    let last = Math.max(this.#elsewhere, this.#last.get(undefined) ?? 0);
    for (const table of tables) last = Math.max(last, this.#last.get(table) ?? 0);
    return last;
  }
}
