import type { Generated, Transaction } from 'kysely';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { identity, openDatabase } from './index.ts';
import type { Database, Migration } from './index.ts';

interface Tables {
  pair: { id: Generated<number>; tag: string };
}

const migrations: readonly Migration[] = [
  {
    id: 'pair/001',
    up: (schema) =>
      schema
        .createTable('pair')
        .addColumn('id', 'integer', identity)
        .addColumn('tag', 'text', (column) => column.notNull())
        .execute(),
  },
];

/** What every child begins with: the same table, and `db` on the database named by its last argument. */
const opening = `
  import { identity, openDatabase } from '#db';
  const up = (schema) => schema.createTable('pair').addColumn('id', 'integer', identity)
    .addColumn('tag', 'text', (column) => column.notNull()).execute();
  const open = () => openDatabase({ url: process.argv.at(-1), migrations: [{ id: 'pair/001', up }] });
`;

const root = mkdtempSync(join(tmpdir(), 'certwright-db-'));
after(() => rmSync(root, { recursive: true, force: true }));

test('waits for another process that is writing, without standing still', async () => {
  const path = join(root, 'busy.db');
  const db = await openDatabase({ url: `sqlite:${path}`, migrations });
  const child = start(
    `
    import { DatabaseSync } from 'node:sqlite';
    const db = new DatabaseSync(process.argv.at(-1));
    db.exec("begin immediate; insert into pair (tag) values ('theirs')");
    console.log('locked');
    process.stdin.once('data', () => { db.exec('commit'); process.exit(); });
    `,
    path,
  );
  await linesOf(child).next();
  let ended = false;
  const write = db
    .transaction((trx: Transaction<Tables>) =>
      trx.insertInto('pair').values({ tag: 'ours' }).execute(),
    )
    .finally(() => (ended = true));
  const tags = (): Promise<{ tag: string }[]> =>
    db.reader<Tables>().selectFrom('pair').select('tag').orderBy('id').execute();
  assert.deepEqual([await tags(), ended], [[], false]);
  child.stdin.write('go\n');
  await write;
  assert.deepEqual(await tags(), [{ tag: 'theirs' }, { tag: 'ours' }]);
  await db.close();
});

test('two processes that read before they write lose nothing', async () => {
  const url = `sqlite:${root}/counted.db`;
  const both = await Promise.all([
    openDatabase({ url, migrations }),
    openDatabase({ url, migrations }),
  ]);
  const addOne = (trx: Transaction<Tables>): Promise<unknown> =>
    trx
      .selectFrom('pair')
      .select(({ fn }) => fn.countAll().as('rows'))
      .executeTakeFirstOrThrow()
      .then(({ rows }) =>
        trx
          .insertInto('pair')
          .values({ tag: String(rows) })
          .execute(),
      );
  const count = async (db: Database): Promise<void> => {
    for (let i = 0; i < 20; i++) await db.transaction(addOne);
  };
  await Promise.all(both.map(count));
  const rows = await both[0]
    .reader<Tables>()
    .selectFrom('pair')
    .select('tag')
    .orderBy('id')
    .execute();
  assert.deepEqual(
    rows.map((row) => row.tag),
    Array.from({ length: 40 }, (_, index) => String(index)),
  );
  await Promise.all(both.map((db) => db.close()));
});

test('waits for another process that is making the database', async () => {
  const path = join(root, 'made.db');
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  setTimeout(() => other.exec('rollback'), 100);
  const db = await openDatabase({ url: `sqlite:${path}`, migrations });
  await db.close();
  other.close();
});

test('two processes may start on the same new database at once', async () => {
  const url = `sqlite:${root}/new/ca.db`;
  const children = [1, 2].map(() =>
    start(`${opening} const db = await open(); await db.close(); console.log('ready');`, url),
  );
  const [first] = await Promise.all([
    openDatabase({ url, migrations }),
    ...children.map(async (child) => assert.equal((await linesOf(child).next()).value, 'ready')),
  ]);
  await first.close();
});

test('keeps whole transactions, and every acknowledged one, when the process is killed', async () => {
  const url = `sqlite:${root}/killed.db`;
  const child = start(
    `
    ${opening}
    const db = await open();
    const write = async (writer) => {
      for (let i = 0; ; i++) {
        const tag = writer + '-' + i;
        await db.transaction(async (trx) => {
          await trx.insertInto('pair').values({ tag }).execute();
          await trx.insertInto('pair').values({ tag }).execute();
        });
        console.log(tag);
      }
    };
    for (let writer = 0; writer < 8; writer++) void write(writer);
    `,
    url,
  );
  const acknowledged: string[] = [];
  for await (const tag of linesOf(child)) {
    if (acknowledged.push(tag) === 200) child.kill('SIGKILL');
  }
  const db = await openDatabase({ url, migrations });
  const groups = await db
    .reader<Tables>()
    .selectFrom('pair')
    .select(({ fn }) => ['tag', fn.count<number>('id').as('rows')])
    .groupBy('tag')
    .execute();
  await db.close();
  assert.deepEqual(
    groups.filter((group) => group.rows !== 2),
    [],
  );
  const stored = new Set(groups.map((group) => group.tag));
  assert.deepEqual(
    acknowledged.filter((tag) => !stored.has(tag)),
    [],
  );
});

const windows = process.platform === 'win32' && 'Windows has no file modes';
test('says what to do when the directory may not be written', { skip: windows }, async () => {
  const directory = mkdtempSync(join(root, 'read-only-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    // Root may write everywhere: somebody else has to try.
    for (const path of [root, directory]) chownSync(path, 65_534, 65_534);
  }
  chmodSync(directory, 0o500);
  const child = start(
    `${opening} await open().catch(({ code, detail }) => console.log(JSON.stringify([code, detail])));`,
    `sqlite:${directory}/ca.db`,
    isRoot ? { uid: 65_534, gid: 65_534 } : {},
  );
  const [code, detail] = JSON.parse((await linesOf(child).next()).value ?? '[]');
  assert.equal(code, 'bad_data_directory');
  assert.match(detail, /right to write/);
  assert.ok(!detail.includes(directory));
});

test('a process that forgets to close its database still ends', async () => {
  const child = start(`${opening} await open();`, `sqlite:${root}/forgotten.db`);
  assert.deepEqual(await once(child, 'close'), [0, null]);
});

test('a lost thread fails what waits; what comes gets another one', async () => {
  const child = start(
    `
    ${opening}
    import { sql } from 'kysely';
    import { Worker } from 'node:worker_threads';
    const threads = [];
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (...message) { threads.push(this); return post.apply(this, message); };
    const db = await open();
    const long = sql.raw('with recursive n(i) as (select 1 union all select i + 1 from n limit 1e6) select max(i) from n');
    const look = () => long.execute(db.scanner());
    const waiting = look();
    setTimeout(() => threads[0].terminate(), 20);
    const ends = await Promise.allSettled([waiting, waiting.catch(() => look())]);
    console.log(JSON.stringify(ends.map((end) => end.reason?.code ?? end.value.rows.length)));
    `,
    `sqlite:${root}/lost.db`,
  );
  assert.equal((await linesOf(child).next()).value, '["internal",1]');
});

function start(code: string, argument: string, as = {}): ChildProcessWithoutNullStreams {
  const args = ['--input-type=module', '--eval', code, argument];
  // The children load the same modules over and over.
  const env = { NODE_COMPILE_CACHE: join(root, 'cache') };
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname, env, ...as });
  child.stderr.pipe(process.stderr);
  return child;
}

function linesOf(child: ChildProcessWithoutNullStreams): AsyncIterableIterator<string> {
  return createInterface(child.stdout)[Symbol.asyncIterator]();
}
