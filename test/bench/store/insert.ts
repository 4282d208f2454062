import { randomBytes } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Generated, Transaction } from 'kysely';
import type { App } from '#app';
import { newSerial } from '#authorities';
import { compileOnce, compileRows, later } from '#db';
import { operation } from '../operation.ts';
import type { Lane } from '../suite.ts';
import { openDatasetApp, type Dataset } from './dataset.ts';
import { backwards, inserter, type Row } from './fill.ts';

/** What is written of each certificate: as issuing does, but for the intent that went before. */
export interface Written {
  readonly certificate: Row;
  readonly names: readonly Row[];
}

interface Tables {
  certificate: Row & { id: Generated<number> };
  certificate_name: Row;
}

/** Certificates of one commit of the bare database. */
export const batchRows = 1024;
/**
 * So many at least for each waiter in a turn: whoever has its turn finds its memory of the file out of date, and 64 are to
 * have as many rows to read it again for as the bare database has.
 */
const leastEach = batchRows / 64;

/** One data set that is written to, by us and by the bare database in turn; what was written goes when it is closed. */
export interface Inserts extends AsyncDisposable {
  /** One certificate in one transaction, `waiters` of them under way at a time. */
  ours(waiters: number, about?: string): Lane;
  /** The same rows by `node:sqlite` in this thread, 1,024 to a commit as durable as ours. */
  readonly bare: Lane;
}

/** Opens a data set to be written to. */
export async function openInserts(dataset: Dataset): Promise<Inserts> {
  const app = await openDatasetApp(dataset);
  const database = new DatabaseSync(dataset.file, { timeout: 30_000 });
  database.exec('pragma synchronous = full');
  const before = lastRows(database);
  const like = modelOf(database);
  return {
    ours: (waiters, about) => insertLane(app, like, { waiters, about }),
    bare: bareLane(database, like),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      // Nothing refers to what goes, which SQLite would look for in every name.
      database.exec('pragma foreign_keys = off');
      for (const [table, last] of before)
        database.exec(`delete from ${table} where rowid > ${last}`);
      database.exec('pragma wal_checkpoint(truncate)');
      database.close();
    },
  };
}

/** Nothing but the disk: a page of 4 KiB, durable. */
export function diskLane(directory: string): Lane & Disposable {
  const file = openSync(`${directory}/sync`, 'w');
  const page = Buffer.alloc(4096, 1);
  const lane = operation({
    label: 'write 4 KiB and fdatasync',
    run: () => {
      writeSync(file, page, 0, page.length, 0);
      fdatasyncSync(file);
    },
    check: () => {},
  });
  return { ...lane, [Symbol.dispose]: () => closeSync(file) };
}

function lastRows(database: DatabaseSync): [table: string, last: number][] {
  return ['certificate_name', 'certificate', 'event'].map((table) => {
    const row = database.prepare(`select max(rowid) as last from ${table}`).get();
    return [table, Number(row?.['last'] ?? 0)];
  });
}

/** A certificate of the data set, to be written again under other serials and names. */
export function modelOf(database: DatabaseSync): Written {
  const certificate = database
    .prepare(`select * from certificate where state = 'issued' limit 1`)
    .get() as Row;
  const names = database
    .prepare('select * from (select * from certificate_name limit 99) where certificate_id = ?')
    .all(certificate['id'] ?? 0) as Row[];
  return { certificate: { ...certificate, order_id: null, request_id: null }, names };
}

/** Another certificate: what stands in an index is new, the rest as it was. */
export function next({ certificate, names }: Written): Written {
  const nowMs = Date.now();
  const random = randomBytes(36).toString('hex').toUpperCase();
  const host = `${random.slice(64)}.example.com`;
  const { id: _, ...rest } = certificate;
  const times = { not_after_ms: nowMs + 7_776_000_000, created_ms: nowMs, updated_ms: nowMs };
  return {
    certificate: { ...rest, ...times, serial: newSerial(nowMs), sha256: random.slice(0, 64) },
    names: names.map((each) => ({
      ...each,
      value: `www.${host}`,
      reversed: backwards(host),
    })),
  };
}

/** What the trail says of it. */
export function payloadOf({ certificate }: Written, id: number): Readonly<Record<string, unknown>> {
  const { serial = '' } = certificate;
  const profile = { profile: 'server', profileVersion: '0123456789abcdef' };
  return { actor: 'bench', certificateId: id, serial, order: null, ...profile };
}

interface Load {
  readonly waiters: number;
  /** For the label. */
  readonly about?: string | undefined;
}

/** One certificate in one transaction, `waiters` of them under way at a time. */
export function insertLane(app: App, like: Written, { waiters, about = '' }: Load): Lane {
  const write = writerOf(app);
  const least = waiters * leastEach;
  const insert = (): Promise<void> =>
    app.db.transaction<Tables, void>((trx) => write(trx, next(like)));
  return {
    label: `insert, ${waiters} waiter${waiters === 1 ? '' : 's'}${about}`,
    once: insert,
    round: async (budgetMs) => {
      const cpu = process.cpuUsage();
      const start = performance.now();
      let operations = 0;
      const work = async (): Promise<void> => {
        do {
          await insert();
          operations++;
        } while (performance.now() - start < budgetMs || operations < least);
      };
      await Promise.all(Array.from({ length: waiters }, work));
      const { user, system } = process.cpuUsage(cpu);
      return { operations, wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
    },
  };
}

/** The statements of the rooms that keep certificates. */
function writerOf(app: App): (trx: Transaction<Tables>, row: Written) => Promise<void> {
  const reader = app.db.reader<Tables>();
  const insertCertificate = compileOnce(reader, (to, row: Row) =>
    to.insertInto('certificate').values(row).returning('id'),
  );
  const insertNames = compileRows(reader, (to, rows: readonly Row[]) =>
    to.insertInto('certificate_name').values(rows),
  );
  return async (trx, row) => {
    const id = (await insertCertificate(row.certificate, trx)).rows[0]?.id ?? 0;
    const names = row.names.map((each) => ({ ...each, certificate_id: id }));
    later(trx, insertNames(names, trx));
    await app.events.record(trx, 'certificate.issued', payloadOf(row, id));
  };
}

function bareLane(database: DatabaseSync, like: Written): Lane {
  const { id: _, ...columns } = like.certificate;
  const certificate = inserter(database, 'certificate', columns);
  const name = inserter(database, 'certificate_name', like.names[0] ?? {});
  const lastEvent = database.prepare('select * from event order by id desc limit 1');
  const event = inserter(database, 'event', lastEvent.get() as Row);
  const batch = (): void => {
    database.exec('begin immediate');
    const last = lastEvent.get() as Row;
    const first = Number(last['id']) + 1;
    for (let i = 0; i < batchRows; i++) {
      const row = next(like);
      const id = certificate(row.certificate);
      for (const each of row.names) name({ ...each, certificate_id: id });
      const payload = JSON.stringify(payloadOf(row, id));
      event({ ...last, id: first + i, payload });
    }
    database.exec('commit');
  };
  return batchLane('node:sqlite', async () => batch());
}

/** A database that does nothing but store, in batches. */
export function batchLane(name: string, batch: () => Promise<void>): Lane {
  return {
    label: `${name} in batches of ${batchRows.toLocaleString('en-US')}`,
    once: batch,
    round: async (budgetMs) => {
      const cpu = process.cpuUsage();
      const start = performance.now();
      let operations = 0;
      do {
        await batch();
        operations += batchRows;
      } while (performance.now() - start < budgetMs);
      const { user, system } = process.cpuUsage(cpu);
      return { operations, wallMs: performance.now() - start, cpuMs: (user + system) / 1000 };
    },
  };
}
