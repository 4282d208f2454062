import { isCaError } from '#base';
import { temporaryDirectory } from '#oracles';
import type { Generated, Transaction } from 'kysely';
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { openFile } from './database.ts';
import { identity } from './index.ts';
import type { Database, Migration } from './index.ts';

interface Tables {
  note: { id: Generated<number>; bytes: Uint8Array | null };
}

const migrations: readonly Migration[] = [
  {
    id: 'note/001',
    up: (schema) =>
      schema
        .createTable('note')
        .addColumn('id', 'integer', identity)
        .addColumn('bytes', 'blob')
        .execute(),
  },
];

/** What stands for the disk: takes what it is given at once, or when it is let, or never. */
class Disk {
  flushes = 0;
  broken = false;
  #held: PromiseWithResolvers<void> | undefined;

  readonly flush = async (): Promise<void> => {
    this.flushes += 1;
    await this.#held?.promise;
    if (this.broken) throw new Error('EIO');
  };

  hold(): void {
    this.#held = Promise.withResolvers();
  }

  letGo(): void {
    this.#held?.resolve();
    this.#held = undefined;
  }
}

describe('a file on a disk that takes its time', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let path: string;
  let disk: Disk;
  let db: Database;
  const batches: number[] = [];

  beforeEach(async () => {
    directory = temporaryDirectory();
    path = `${directory.path}/a.db`;
    disk = new Disk();
    const observe = ({ works }: { readonly works: number }): void => void batches.push(works);
    db = await openFile(path, { url: '', migrations, observe }, disk.flush);
    disk.flushes = 0;
    batches.length = 0;
  });
  afterEach(async () => {
    disk.letGo();
    await db.close();
    directory[Symbol.dispose]();
  });

  const add = (bytes: Uint8Array | null = null): Promise<unknown> =>
    db.transaction((trx: Transaction<Tables>) =>
      trx.insertInto('note').values({ bytes }).execute(),
    );

  const count = async (of: 'reader' | 'scanner'): Promise<number> => {
    const query = db[of]<Tables>().selectFrom('note').select('id');
    return (await query.execute()).length;
  };

  test('a commit is told when the disk has it, and nobody reads it before', async () => {
    disk.hold();
    const told: string[] = [];
    const tell = (what: string) => (value: unknown) => void told.push(`${what} ${Number(value)}`);
    const all = [
      add().then(() => tell('added')(1)),
      turns(20).then(() => count('reader').then(tell('read'))),
      turns(20).then(() => count('scanner').then(tell('scanned'))),
    ];
    await turns(200);
    assert.deepEqual([told, disk.flushes], [[], 1]);
    disk.letGo();
    await Promise.all(all);
    assert.deepEqual(told.toSorted(), ['added 1', 'read 1', 'scanned 1']);
  });

  test('what comes while the disk is busy shares the next commit', async () => {
    disk.hold();
    const first = add();
    await turns(5);
    const others = Array.from({ length: 5 }, () => add());
    await turns(5);
    disk.letGo();
    await Promise.all([first, ...others]);
    assert.deepEqual([batches, disk.flushes], [[1, 5], 2]);
  });

  test('a transaction that changes nothing does not wait for the disk', async () => {
    disk.hold();
    await db.transaction((trx: Transaction<Tables>) =>
      trx.selectFrom('note').select('id').execute(),
    );
    await count('reader');
    assert.equal(disk.flushes, 0);
  });

  test('what another process wrote is on disk before it is read, and flushed once', async () => {
    using other = new DatabaseSync(path);
    other.exec('pragma synchronous = off; insert into note default values');
    disk.hold();
    let read = 0;
    const reading = count('reader').then((rows) => (read = rows));
    await turns(20);
    assert.deepEqual([read, disk.flushes], [0, 1]);
    disk.letGo();
    await reading;
    await count('scanner');
    assert.deepEqual([read, disk.flushes], [1, 1]);
  });

  test('what the disk did not take is told as unknown; all of it is folded before the next', async () => {
    disk.broken = true;
    const ends = await Promise.allSettled([add(), add()]);
    for (const end of ends) {
      assert.ok(end.status === 'rejected' && isCaError(end.reason, 'outcome_unknown'));
      assert.match(end.reason.message, /look whether it is there/);
    }
    assert.ok(statSync(`${path}-wal`).size > 0);
    assert.equal(await count('reader'), 2, 'the first to ask has the log folded');
    assert.equal(statSync(`${path}-wal`).size, 0);
    disk.broken = false;
    await add();
    assert.equal(await count('reader'), 3);
  });

  test('as long as the log cannot be folded, nothing is written or told; the loop goes on, and so do we', async () => {
    using other = new DatabaseSync(path, { readOnly: true });
    await add();
    other.exec('begin; select * from note');
    disk.broken = true;
    await assert.rejects(add(), /look whether it is there/);
    let turned = 0;
    const clock = setInterval(() => (turned += 1), 1);
    for (const act of [add, () => count('reader'), () => count('scanner')]) {
      await assert.rejects(act, (error) => isCaError(error, 'busy') && /disk/.test(error.detail));
    }
    clearInterval(clock);
    assert.ok(turned > 20, `${turned} turns while the log could not be folded`);
    disk.broken = false;
    other.exec('commit');
    await add();
    assert.equal(await count('reader'), 3);
  });

  test('the log is folded while it is written to', async () => {
    const mebibyte = new Uint8Array(2 ** 20);
    let most = 0;
    for (let at = 0; at < 200 && statSync(path).size < 8 * mebibyte.length; at++) {
      await add(mebibyte);
      await turns(5);
      most = Math.max(most, statSync(`${path}-wal`).size);
    }
    assert.ok(statSync(path).size >= 8 * mebibyte.length, 'nothing was folded');
    assert.ok(most < 200 * mebibyte.length, `the log had ${most} bytes`);
  });
});

/** Long enough for everything that waits for no disk. */
async function turns(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await new Promise((resolve) => setImmediate(resolve));
}
