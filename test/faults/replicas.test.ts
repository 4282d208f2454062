/* D8: several processes on one PostgreSQL. REPLICA_SECONDS=60 for the whole. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { skipWithoutPostgresql, startPostgresql } from '#oracles';
import { nothingTold, runClients } from './clients.ts';
import { faultHouse, type FaultHouse, type RunningProcess } from './house.ts';
import { judge } from './oracle.ts';

const seconds = Number(process.env['REPLICA_SECONDS'] ?? 4);
const clients = Number(process.env['REPLICA_CLIENTS'] ?? 64);

describe(
  'two servers without keys and two workers on one PostgreSQL',
  { skip: skipWithoutPostgresql() },
  () => {
    test('use no serial, number, order or nonce twice, lose nothing, and fail nowhere', async (t) => {
      await using server = await startPostgresql();
      await using house = await faultHouse({ database: await server.newDatabase() });
      const [webs, workers] = await startAll(house);
      const told = nothingTold();
      const enough = AbortSignal.timeout(seconds * 1000);
      const load = webs.map(({ base }) =>
        runClients({ house, told, base: () => base }, clients / 2, enough),
      );
      await Promise.all(load);
      for (const each of [...webs, ...workers]) assert.equal(await each.stop(), 0, each.errors());
      assert.deepEqual(await judge(house, told), []);
      const statuses = [...told.statuses].map(([status, times]) => `${status}: ${times}`);
      t.diagnostic(`${told.issued.size} issued in ${seconds} s; answers ${statuses.join(', ')}`);
      assert.ok(told.issued.size > 0 && told.revoked.length > 0 && told.nonces.length > 0);
      assert.deepEqual(
        [...told.statuses.keys()].filter((status) => status === 0 || status >= 500),
        [],
      );
      const errors = [...webs, ...workers].map((each) => each.errors()).join('');
      assert.equal(errors, '');
    });
  },
);

async function startAll(house: FaultHouse): Promise<[RunningProcess[], RunningProcess[]]> {
  const web = ['serve', '--web-only', '--port', '0'];
  const [one, two, three, four] = await Promise.all([
    house.start(...web),
    house.start(...web),
    house.start('work'),
    house.start('work'),
  ]);
  return [
    [one, two],
    [three, four],
  ];
}
