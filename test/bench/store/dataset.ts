import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openApp, type App } from '#app';
import type { Authority } from '#authorities';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';
import { makeCsr } from '../../csr.ts';
import type { Settings } from '../suite.ts';
import { fill, host, type Model } from './fill.ts';

/** A database with so many certificates, and the keys of its authorities. */
export interface Dataset {
  readonly file: string;
  readonly keys: string;
  readonly rows: number;
  /** Of the file, before anything was done to it. */
  readonly bytes: number;
  /** Of at most a thousand certificates from all over the table. */
  readonly serials: readonly string[];
  remove(): void;
}

/** Names of the two authorities. */
export const many = 'many';
/** Of about a thousand of the certificates, which stand all over the table; of a tenth where there are not so many. */
export const few = 'few';

/** Finds the data set of that size in the cache, or makes it; without a cache it goes when it is removed. */
export async function openDataset({ rows, cache }: Settings): Promise<Dataset> {
  const temporary = cache === undefined ? temporaryDirectory() : undefined;
  const directory = join(cache ?? temporary?.path ?? '', String(rows));
  const [file, keys] = [join(directory, 'ca.db'), join(directory, 'keys')];
  if (!existsSync(file)) {
    mkdirSync(directory, { recursive: true });
    const unfinished = join(directory, `${process.pid}.part`);
    await make({ file: unfinished, keys, rows });
    renameSync(unfinished, file);
  }
  return {
    file,
    keys,
    rows,
    bytes: statSync(file).size,
    serials: someSerials(file),
    remove: () => temporary?.[Symbol.dispose](),
  };
}

/** Opens the CA of a data set as a server would; nothing is done unasked. */
export function openDatasetApp({ file, keys }: Pick<Dataset, 'file' | 'keys'>): Promise<App> {
  return openApp({
    database: `sqlite:${file}`,
    keys: { default: files({ directory: keys }) },
    jobs: 'hold',
    ocsp: 'hold',
  });
}

async function make(place: Pick<Dataset, 'file' | 'keys' | 'rows'>): Promise<void> {
  const issued = await issueOne(place);
  const database = new DatabaseSync(place.file);
  // Nobody needs what a crash would leave: the file gets its name when it is whole.
  database.exec('pragma journal_mode = memory; pragma synchronous = off');
  database.exec('pragma foreign_keys = off; pragma locking_mode = exclusive');
  database.exec('pragma cache_size = -262144');
  const indexes = dropIndexes(database);
  database.exec('begin');
  fill(database, { ...issued, rows: place.rows });
  database.exec('commit');
  for (const index of indexes) database.exec(index);
  database.exec('pragma locking_mode = normal; pragma journal_mode = wal');
  database.close();
}

/** One certificate, as every other will be: with its CSR, its names and its entry in the trail. */
async function issueOne(place: Pick<Dataset, 'file' | 'keys'>): Promise<Model> {
  await using app = await openDatasetApp(place);
  const authorities: Authority[] = [];
  for (const each of [many, few]) {
    const key = { type: 'ec', curve: 'P-256' } as const;
    const subject = name(`CN=${each}`);
    authorities.push(await app.authorities.create({ name: each, subject, key, apiEnabled: true }));
  }
  const [authority] = authorities;
  if (!authority) throw new Error('There is an authority.');
  const names = [host, `www.${host}`].map((value) => ({ type: 'DNS', value }) as const);
  const { serial } = await app.certificates.issue(authority, {
    csr: (await makeCsr()).pem,
    subject: name(`CN=${host}`),
    extensions: [{ type: 'subject_alternative_name', critical: false, value: names }],
  });
  return { serial, authorities };
}

/** Indexes are made after the rows, each in one sweep; returns the words that make them. */
function dropIndexes(database: DatabaseSync): string[] {
  const found = database
    .prepare(`select name, sql from sqlite_master where type = 'index' and sql is not null`)
    .all() as { name: string; sql: string }[];
  for (const { name: index } of found) database.exec(`drop index "${index}"`);
  return found.map(({ sql }) => sql);
}

function someSerials(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const last = database.prepare('select max(id) as id from certificate').get() as { id: number };
  const at = database.prepare('select serial from certificate where id >= ? limit 1');
  const step = Math.max(1, Math.floor(last.id / 1000));
  const serials = Array.from({ length: Math.min(1000, last.id) }, (_, i) => at.get(1 + i * step));
  database.close();
  return serials.flatMap((row) => (row ? [String(row['serial'])] : []));
}
