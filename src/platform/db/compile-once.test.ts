import type { Transaction } from 'kysely';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHosts, type HostTables as Tables } from '../../../test/hosts.ts';
import { compileOnce } from './index.ts';
import type { Database } from './index.ts';

let db: Database;
let built = 0;

before(async () => {
  db = await openHosts();
});
after(() => db.close());

const insertOver = () =>
  compileOnce(db.reader<Tables>(), (to, row: { name: string; port?: number | null }) => {
    built += 1;
    return to.insertInto('host').values(row).returning(['id', 'name', 'port']);
  });

test('a query is built once for each set of names, and bound to other values each time', async () => {
  const insert = insertOver();
  const rows = await db.transaction(async (trx: Transaction<Tables>) => [
    ...(await insert({ name: 'a', port: 1 }, trx)).rows,
    ...(await insert({ name: 'b', port: null }, trx)).rows,
    ...(await insert({ name: 'c' }, trx)).rows,
    ...(await insert({ name: 'd', port: undefined }, trx)).rows,
    ...(await insert({ name: 'e' }, trx)).rows,
  ]);
  assert.deepEqual(
    rows.map(({ name, port }) => [name, port]),
    [
      ['a', 1],
      ['b', null],
      ['c', null],
      ['d', null],
      ['e', null],
    ],
  );
  assert.equal(built, 2);
});

test('a value stands in as many places as it is used, beside values of the text itself', async () => {
  const find = compileOnce(db.reader<Tables>(), (from, { name }: { name: string }) =>
    from
      .selectFrom('host')
      .select('name')
      .where((where) => where.or([where('name', '=', name), where('name', '=', 'e')]))
      .where('name', '>=', name)
      .orderBy('name')
      .limit(2),
  );
  assert.deepEqual((await find({ name: 'b' })).rows, [{ name: 'b' }, { name: 'e' }]);
  assert.deepEqual((await find({ name: 'c' })).rows, [{ name: 'c' }, { name: 'e' }]);
});

test('it tells how many rows changed, and is refused where Kysely would be', async () => {
  const rename = compileOnce(
    db.reader<Tables>(),
    (to, { id, ...set }: { id: number; name: string }) =>
      to.updateTable('host').set(set).where('id', '=', id),
  );
  const work = db.transaction(async (trx: Transaction<Tables>) => {
    assert.equal((await rename({ id: 1, name: 'z' }, trx)).numAffectedRows, 1n);
    assert.equal((await rename({ id: 99, name: 'y' }, trx)).numAffectedRows, 0n);
    return trx;
  });
  const ended = await work;
  await assert.rejects(rename({ id: 1, name: 'a' }, ended), { name: 'AssertionError' });
  await assert.rejects(rename({ id: 1, name: 'a' }), /read-?only/);
  await assert.rejects(
    rename({ id: 1, name: 'a' }, ended.withTables<{ other: object }>() as never),
    {
      name: 'AssertionError',
    },
  );
});
