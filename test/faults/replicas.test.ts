/* D8: several processes on one PostgreSQL. REPLICA_SECONDS=60 for the whole. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { skipWithoutPostgresql, startPostgresql } from '#oracles';
import { acmeNames, runAcmeClients } from './acme.ts';
import { runClients } from './clients.ts';
import { faultHouse, type FaultHouse, type RunningProcess } from './house.ts';
import { Judge } from './oracle.ts';
import { countsOf, nothingTold, type Told } from './told.ts';

const seconds = Number(process.env['REPLICA_SECONDS'] ?? 4);
const clients = Number(process.env['REPLICA_CLIENTS'] ?? 64);

describe(
  'two servers without keys and two workers on one PostgreSQL',
  { skip: skipWithoutPostgresql() },
  () => {
    test('use no serial, number, order or nonce twice, lose nothing, and fail nowhere', async (t) => {
      await using server = await startPostgresql();
      await using names = await acmeNames();
      // Both answer under one name, as behind a load balancer.
      const env = { CERTWRIGHT_RESOLVERS: names.dns.server, CERTWRIGHT_URL: 'http://ca.example' };
      await using house = await faultHouse({ database: await server.newDatabase(), env });
      const [webs, workers] = await startAll(house);
      const told = nothingTold();
      const enough = untilEnough(() => kindsOf(told).every((count) => count > 0));
      const load = webs.map(({ base }) =>
        runClients({ house, told, base: () => base, signal: enough }, (clients * 7) / 16),
      );
      const acme = runAcmeClients(
        { house, told, base: inTurn(webs), signal: enough },
        names,
        clients / 8,
      );
      await Promise.all([...load, acme]);
      for (const each of [...webs, ...workers]) assert.equal(await each.stop(), 0, each.errors());
      assert.deepEqual(await new Judge(house, told).close(), []);
      const answers = countsOf(told.statuses);
      t.diagnostic(
        `${seconds} s: ${told.issued.size} issued, ${told.acme.size} by ACME, ${told.revoked.length} revoked, ` +
          `${told.numbers.size} lists, ${told.nonces.length} nonces; answers ${answers}`,
      );
      assert.ok(kindsOf(told).every((count) => count > 0));
      assert.deepEqual(
        [...told.statuses.keys()].filter((status) => status === 0 || status >= 500),
        [],
      );
      const errors = [...webs, ...workers].map((each) => each.errors()).join('');
      assert.equal(errors, '');
    });
  },
);

/** How many acts of each kind clients were told of. */
function kindsOf({ issued, acme, revoked, nonces }: Told): number[] {
  return [issued.size, acme.size, revoked.length, nonces.length];
}

/** Ends the load after the time that was asked for, and not before `seen`; on a busy machine a minute later all the same. */
function untilEnough(seen: () => boolean): AbortSignal {
  const ending = new AbortController();
  const startMs = performance.now();
  const timer = setInterval(() => {
    const overMs = performance.now() - startMs - seconds * 1000;
    if (overMs < 0 || (overMs < 60_000 && !seen())) return;
    clearInterval(timer);
    ending.abort();
  }, 100);
  return ending.signal;
}

/** One after the other, and again from the first. */
function inTurn(webs: readonly RunningProcess[]): () => string {
  let turn = 0;
  return () => webs[turn++ % webs.length]?.base ?? '';
}

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
