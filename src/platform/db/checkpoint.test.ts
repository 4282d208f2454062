import { temporaryDirectory } from '#oracles';
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { LogKeeper } from './checkpoint.ts';
import { SqliteConnection } from './sqlite.ts';

const limits = { duePages: 10, longPages: 100, morePages: 50 };

/** A file, and the connections to it that a process has. */
class Place implements Disposable {
  readonly #directory = temporaryDirectory();
  readonly #path = `${this.#directory.path}/a.db`;
  readonly writer = this.open('writer');
  readonly reader = this.open('reader');
  readonly #keeping = this.open('keeper');
  readonly keeper = new LogKeeper(this.#keeping, limits);

  constructor() {
    this.writer.control('create table page (bytes blob)');
    this.keeper.foldAll();
  }

  open(role: 'writer' | 'reader' | 'keeper'): SqliteConnection {
    return new SqliteConnection({ path: this.#path, role, busyMs: 0 });
  }

  /** Writes a transaction of about so many pages. */
  write(pages: number): void {
    this.writer.control(
      `begin immediate; insert into page values (zeroblob(${4096 * pages})); commit`,
    );
  }

  /** How many pages are in the log, and how many of them in the file too. */
  get log(): { readonly pages: number; readonly folded: number } {
    const sql = 'pragma wal_checkpoint(noop)';
    const [row] = this.#keeping.run({ sql, parameters: [], purpose: 'read' }).rows;
    const [, pages = 0, folded = 0] = (row ?? []).map(Number);
    return { pages, folded };
  }

  get logBytes(): number {
    return statSync(`${this.#path}-wal`).size;
  }

  [Symbol.dispose](): void {
    for (const each of [this.#keeping, this.reader, this.writer]) each.close();
    this.#directory[Symbol.dispose]();
  }
}

test('a short log is left alone, a longer one is folded while the writer goes on', () => {
  using place = new Place();
  place.write(3);
  place.keeper.foldWhenDue();
  assert.equal(place.log.folded, 0);
  place.write(20);
  place.keeper.foldWhenDue();
  const { pages, folded } = place.log;
  assert.ok(pages > 20 && folded === pages, `${folded} of ${pages}`);
});

test('what is written after that begins the log anew', () => {
  using place = new Place();
  for (let at = 0; at < 20; at++) {
    place.write(20);
    place.keeper.foldWhenDue();
  }
  assert.ok(place.logBytes < 40 * 4096, `${place.logBytes} bytes`);
});

test('a log that grew long beside a reader begins anew once he is gone', () => {
  using place = new Place();
  place.write(1);
  place.reader.control('begin; select * from page');
  for (let at = 0; at < 7; at++) {
    place.write(20);
    place.keeper.foldWhenDue();
  }
  assert.ok(place.log.pages > limits.longPages);
  assert.ok(place.log.folded < limits.duePages, 'what he reads stays');
  place.reader.control('commit');
  place.write(60);
  place.keeper.foldWhenDue();
  place.write(1);
  assert.ok(place.log.pages < 10, `${place.log.pages} pages`);
});

test('all is folded or it is said that somebody is in the way', () => {
  using place = new Place();
  place.write(1);
  place.reader.control('begin; select * from page');
  place.write(1);
  assert.throws(() => place.keeper.foldAll(), /in use/);
  place.reader.control('commit');
  place.keeper.foldAll();
  assert.equal(place.logBytes, 0);
});
