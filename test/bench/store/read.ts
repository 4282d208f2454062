import assert from 'node:assert/strict';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { App } from '#app';
import type { CertificateQuery } from '#certificates';
import { parseCertificate } from '#x509';
import { operation } from '../operation.ts';
import type { Comparison, Lane } from '../suite.ts';
import type { Dataset } from './dataset.ts';

const pageLimit = 50;
/** Of a read through all layers to the bare statement. */
const target = 2;

/** A question to the database, and what answers it there. */
interface Question {
  readonly label: string;
  readonly sql: string;
  readonly parameters: (turn: number) => readonly SQLInputValue[];
  /** How many certificates an answer has at least. */
  readonly count: number;
  ask(turn: number): Promise<number>;
}

/** What is read of many: one certificate, and pages in each order; beside it the same statement without us. */
export function readComparisons(app: App, dataset: Dataset): Comparison[] {
  const database = new DatabaseSync(dataset.file, { readOnly: true });
  return questionsOf(app, dataset).map((question) => compare(database, question));
}

function questionsOf(app: App, { serials, rows }: Dataset): Question[] {
  const serial = (turn: number): string => serials[turn % serials.length] ?? '';
  const page = (query: CertificateQuery) => async (): Promise<number> =>
    (await app.certificates.search({ ...query, limit: pageLimit })).certificates.length;
  const now = new Date();
  const issued = `select * from certificate where state = 'issued'`;
  const count = Math.min(pageLimit, rows);
  return [
    {
      label: 'find by serial',
      sql: `${issued} and serial = ?`,
      parameters: (turn) => [serial(turn)],
      count: 1,
      ask: async (turn) =>
        Number((await app.certificates.find({ serial: serial(turn) })) !== undefined),
    },
    {
      label: `page of ${pageLimit}, newest`,
      sql: `${issued} order by id desc limit ${pageLimit + 1}`,
      parameters: () => [],
      count,
      ask: page({}),
    },
    {
      label: `page of ${pageLimit}, those that end first`,
      sql: `${issued} and not_after_ms >= ? order by not_after_ms, id limit ${pageLimit + 1}`,
      parameters: () => [now.getTime()],
      count: Math.min(count, Math.floor(rows / 5)),
      ask: page({ endsFrom: now }),
    },
    {
      label: `page of ${pageLimit}, revoked`,
      sql: `${issued} and revoked_ms is not null order by id desc limit ${pageLimit + 1}`,
      parameters: () => [],
      count: Math.min(pageLimit, Math.floor((rows - 1) / 50)),
      ask: page({ state: 'revoked' }),
    },
    {
      label: 'search by name',
      sql: `${issued} and id in (select certificate_id from certificate_name where value = ?)`,
      parameters: (turn) => [hostOf(turn % rows)],
      count: 1,
      ask: (turn) => page({ name: hostOf(turn % rows) })(),
    },
  ];
}

function hostOf(turn: number): string {
  return `host-${String(turn).padStart(8, '0')}.example.com`;
}

function compare(database: DatabaseSync, question: Question): Comparison {
  const { label, count, ask } = question;
  const ours = operation({ label, run: ask, check: atLeast(count) });
  return {
    ours,
    against: [
      { lane: bareLane(database, question, () => 0), by: 'cost', target },
      { lane: bareLane(database, question, decode), by: 'cost' },
    ],
  };
}

function decode(der: unknown): number {
  assert.ok(der instanceof Uint8Array);
  return parseCertificate(der).extensions.length;
}

function bareLane(
  database: DatabaseSync,
  { sql, parameters, count }: Question,
  look: (der: unknown) => number,
): Lane {
  const statement = database.prepare(sql);
  return operation({
    label: look === decode ? 'the statement alone, certificates decoded' : 'the statement alone',
    run: (turn) => {
      const rows = statement.all(...parameters(turn));
      for (const row of rows) look(row['der']);
      return rows.length;
    },
    check: atLeast(count),
  });
}

function atLeast(count: number): (found: number) => void {
  return (found) => assert.ok(found >= count, `${found} found, not ${count}`);
}
