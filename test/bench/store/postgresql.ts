import { hash } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Client } from 'pg';
import { migrations, openApp } from '#app';
import { copyDatabase, openDatabase } from '#db';
import { files } from '#keys';
import { startPostgresql } from '#oracles';
import { operation } from '../operation.ts';
import type { Comparison, Lane } from '../suite.ts';
import { openDataset, type Dataset } from './dataset.ts';
import type { Row } from './fill.ts';
import { batchLane, batchRows, insertLane, modelOf, next, payloadOf } from './insert.ts';
import type { Written } from './insert.ts';
import { atLeast, questionsOf, type Question } from './read.ts';

/** More are not copied into the server: that takes half a minute. */
const mostRows = 50_000;
const waiters = 64;
const inserting = `insert, ${waiters} waiters`;
const asked = ['find by serial', 'page of 50, newest', 'search by name'] as const;

/** What ours and the bare driver take for the same. */
interface Pair {
  readonly ours: Lane;
  readonly bare: Lane;
}

/** What is asked of PostgreSQL too. */
export interface ServerLanes extends AsyncDisposable {
  readonly comparisons: readonly Comparison[];
}

/**
 * A PostgreSQL server on this machine, which is started and filled when the first lane has its turn. Held against each
 * other by the clock: a part of the work is done by the server, whose CPU time is not counted.
 */
export function serverLanes(rows: number): ServerLanes {
  const opened = new AsyncDisposableStack();
  let pairs: Promise<ReadonlyMap<string, Pair>> | undefined;
  const find = async (label: string, side: keyof Pair): Promise<Lane> => {
    pairs ??= openPairs(opened, Math.min(rows, mostRows));
    const pair = (await pairs).get(label);
    if (!pair) throw new Error(`There is a lane ${label}.`);
    return pair[side];
  };
  const comparisons = [...asked, inserting].map((label): Comparison => {
    const bareLabel = label === inserting ? `pg in batches of ${batchRows}` : 'the statement by pg';
    const bare = lazyLane(bareLabel, () => find(label, 'bare'));
    return {
      ours: lazyLane(`${label}, PostgreSQL`, () => find(label, 'ours')),
      against: [{ lane: bare, by: label === inserting ? 'speed' : 'cost', clock: 'wall' }],
    };
  });
  return { comparisons, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

function lazyLane(label: string, find: () => Promise<Lane>): Lane {
  return {
    label,
    once: async () => (await find()).once(),
    round: async (budgetMs) => (await find()).round(budgetMs),
  };
}

async function openPairs(
  opened: AsyncDisposableStack,
  rows: number,
): Promise<ReadonlyMap<string, Pair>> {
  const dataset = await openDataset({ rows });
  opened.defer(dataset.remove);
  const server = opened.use(await startPostgresql());
  const url = await server.newDatabase();
  await copy(dataset, url);
  const keys = { default: files({ directory: dataset.keys }) };
  const app = opened.use(await openApp({ database: url, keys, jobs: 'hold', ocsp: 'hold' }));
  const client = new Client({ connectionString: url, pipeline: true });
  await client.connect();
  opened.defer(() => client.end());
  await client.query('analyze');
  const like = readModel(dataset);
  const questions = questionsOf(app, dataset).filter(({ label }) =>
    asked.some((each) => each === label),
  );
  return new Map<string, Pair>([
    ...questions.map((each) => [each.label, questionPair(client, each)] as const),
    [inserting, { ours: insertLane(app, like, { waiters }), bare: batches(client, like) }],
  ]);
}

async function copy({ file }: Dataset, url: string): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const open = async (address: string) => {
    const database = await openDatabase({ url: address, migrations });
    opened.defer(() => database.close());
    return database;
  };
  await copyDatabase(await open(`sqlite:${file}`), await open(url), () => undefined);
}

function readModel({ file }: Dataset): Written {
  const database = new DatabaseSync(file, { readOnly: true });
  const like = modelOf(database);
  database.close();
  return like;
}

function questionPair(client: Client, { label, sql, parameters, count, ask }: Question): Pair {
  const check = atLeast(count);
  const ours = operation({ label, run: async (turn) => (await ask(turn)).length, check });
  const run = statement(client, sql);
  const bare = operation({
    label,
    run: async (turn) => (await run(parameters(turn))).length,
    check,
  });
  return { ours, bare };
}

/** A statement of SQLite as one that the server has prepared. */
function statement(
  client: Client,
  sql: string,
): (values: readonly SQLInputValue[]) => Promise<readonly Row[]> {
  let places = 0;
  const text = sql.replaceAll('?', () => `$${++places}`);
  const name = hash('sha256', text).slice(0, 32);
  return async (values) => (await client.query<Row>({ name, text, values: [...values] })).rows;
}

/** The same rows as ours; nobody waits for an answer that is not needed. */
function batches(client: Client, like: Written): Lane {
  const { id: _, ...columns } = like.certificate;
  const certificate = rowsInto(client, 'certificate', columns);
  const name = rowsInto(client, 'certificate_name', like.names[0] ?? {});
  const last = statement(client, 'select * from event order by id desc limit 1');
  return batchLane('pg', async () => {
    const [event = {}] = await last([]);
    const insertEvent = rowsInto(client, 'event', event);
    const rows = Array.from({ length: batchRows }, () => next(like));
    const sent: Promise<unknown>[] = [client.query('begin')];
    const ids = await Promise.all(rows.map((row) => certificate(row.certificate, 'id')));
    for (const [at, row] of rows.entries()) {
      const id = Number(ids[at]?.[0]?.['id']);
      for (const each of row.names) sent.push(name({ ...each, certificate_id: id }));
      const payload = JSON.stringify(payloadOf(row, id));
      sent.push(insertEvent({ ...event, id: Number(event['id']) + 1 + at, payload }));
    }
    await Promise.all([...sent, client.query('commit')]);
  });
}

function rowsInto(
  client: Client,
  table: string,
  like: Row,
): (row: Row, told?: 'id') => Promise<readonly Row[]> {
  const columns = Object.keys(like);
  const insert = `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`;
  const [plain, telling] = [statement(client, insert), statement(client, `${insert} returning id`)];
  return (row, told) => (told ? telling : plain)(columns.map((column) => row[column] ?? null));
}
