import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { skipWithoutPostgresql, startPostgresql, temporaryDirectory } from '#oracles';
import { openDatabase } from './index.ts';
import type { Database } from './index.ts';

const directory = temporaryDirectory();
after(() => directory[Symbol.dispose]());
const server = skipWithoutPostgresql() ? undefined : await startPostgresql();
after(() => server?.[Symbol.asyncDispose]());

let files = 0;
const kinds = {
  'an SQLite file': async () => `sqlite:${directory.path}/${(files += 1)}.db`,
  PostgreSQL: async () => (await server?.newDatabase()) ?? '',
};

/** Another process that appears on a database. */
async function appearing(url: string) {
  const script = `
    import { openDatabase } from '#db';
    const db = await openDatabase({ url: process.argv.at(-1), migrations: [] });
    const { name, isSeen } = await db.appear();
    console.log(isSeen ? name : '');
    setInterval(() => {}, 1e6);`;
  const words = ['--input-type=module', '--eval', script, url];
  const child = spawn(process.execPath, words, {
    cwd: import.meta.dirname,
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { name: String(line).trim(), child, end, [Symbol.asyncDispose]: end };
}

/** Settles once `db` takes the first of these for gone; gives all that it does then. */
async function untilGone(db: Database, names: readonly string[]): Promise<readonly string[]> {
  for (;;) {
    const gone = await db.listGone(names);
    if (names[0] === undefined || gone.includes(names[0])) return gone;
    await wait(20);
  }
}

for (const [kind, newUrl] of Object.entries(kinds)) {
  const skip = kind === 'PostgreSQL' && skipWithoutPostgresql();
  test(
    `on ${kind}, who was killed is gone, and who runs or stands still is not`,
    { skip },
    async () => {
      const url = await newUrl();
      await using killed = await appearing(url);
      await using stopped = await appearing(url);
      const db = await openDatabase({ url, migrations: [] });
      const own = await db.appear();
      assert.deepEqual([killed.name !== '', own.isSeen], [true, true]);
      const names = [killed.name, stopped.name, own.name, 'unknown', ''];
      assert.deepEqual(await db.listGone(names), []);
      stopped.child.kill('SIGSTOP');
      await killed.end();
      assert.deepEqual(await untilGone(db, names), [killed.name]);
      await stopped.end();
      const both = await untilGone(db, [stopped.name, killed.name]);
      assert.deepEqual(both, [stopped.name, killed.name]);
      await db.close();
    },
  );
}

describe('beside an SQLite file', () => {
  const list = (url: string): readonly string[] => {
    const path = `${url.replace('sqlite:', '')}-processes`;
    return existsSync(path) ? readdirSync(path) : [];
  };

  test('what is left of the dead is cleared away, unless it is asked for, and so is what was ours', async () => {
    const url = await kinds['an SQLite file']();
    const dead = [await appearing(url), await appearing(url)];
    for (const each of dead) await each.end();
    const [named = '', other = ''] = dead.map(({ name }) => name);
    const db = await openDatabase({ url, migrations: [] });
    const { name } = await db.appear();
    assert.deepEqual(list(url).toSorted(), [named, other, name].toSorted());
    assert.deepEqual(await db.listGone([named]), [named]);
    assert.deepEqual(list(url).toSorted(), [named, name].toSorted());
    assert.deepEqual(await db.listGone([]), []);
    assert.deepEqual(list(url), [name]);
    await db.close();
    assert.deepEqual(list(url), []);
  });

  test('two of one process see each other, and nobody else may read their files', async () => {
    const url = await kinds['an SQLite file']();
    const [one, two] = [
      await openDatabase({ url, migrations: [] }),
      await openDatabase({ url, migrations: [] }),
    ];
    const { name } = await one.appear();
    assert.deepEqual([await two.listGone([name]), await two.listGone([])], [[], []]);
    const path = `${url.replace('sqlite:', '')}-processes`;
    const modes = [path, `${path}/${name}`].map((each) => statSync(each).mode & 0o777);
    assert.deepEqual([modes, list(url)], [[0o700, 0o600], [name]]);
    await one.close();
    await two.close();
  });

  test('who cannot be seen says why, and is never taken for gone', async () => {
    const url = await kinds['an SQLite file']();
    const reports: unknown[] = [];
    const report = (error: unknown): void => void reports.push(error);
    const db = await openDatabase({ url, migrations: [], report });
    writeFileSync(`${url.replace('sqlite:', '')}-processes`, 'in the way');
    const presence = await db.appear();
    assert.deepEqual([presence.isSeen, reports.length], [true, 1]);
    assert.deepEqual(await db.listGone([presence.name]), []);
    await db.close();
  });
});

describe('on a PostgreSQL server', { skip: skipWithoutPostgresql() }, () => {
  test('who lost the connection but lives is back at once, and is not taken for gone', async () => {
    const url = await kinds.PostgreSQL();
    const [one, two, gone] = await Promise.all(
      [1, 2, 3].map(() => openDatabase({ url, migrations: [] })),
    );
    assert.ok(one && two && gone);
    const [back, never] = [await one.appear(), await gone.appear()];
    await gone.close();
    await untilGone(two, [never.name]);
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'`.execute(
      two.reader(),
    );
    assert.deepEqual(await two.listGone([back.name]), []);
    while (!back.isSeen) await wait(20);
    const later = await openDatabase({ url, migrations: [] });
    const last = await later.appear();
    await later.close();
    assert.deepEqual(await untilGone(two, [last.name, back.name]), [last.name]);
    for (const db of [one, two]) await db.close();
  });
});
