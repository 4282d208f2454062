import { hash } from 'node:crypto';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { newSerial, type Authority } from '#authorities';
import { day } from '#base';

/** A certificate that was really issued, and the authorities: the first of most rows, the second of few. */
export interface Model {
  readonly serial: string;
  readonly authorities: readonly Authority[];
}

/** What the model is issued for; in every other certificate another number stands in it. */
export const host = 'host-00000000.example.com';

/** Every this many-th certificate is revoked. */
const revokedEvery = 50;
const spanMs = 365 * day;

/** A row as it goes in and comes out. */
export type Row = Record<string, SQLInputValue>;

/** Makes as many certificates of the one there is as `rows` says: issued one after the other in the year until now. */
export function fill(
  database: DatabaseSync,
  { serial, authorities, rows }: Model & { readonly rows: number },
): void {
  const certificate = firstRow(database, 'certificate', `serial = '${serial}'`);
  const id = Number(certificate['id']);
  const names = database
    .prepare('select * from certificate_name where certificate_id = ?')
    .all(id) as Row[];
  const event = firstRow(database, 'event', `type = 'certificate.issued'`);
  const write = {
    certificate: inserter(database, 'certificate', certificate),
    name: inserter(database, 'certificate_name', names[0] ?? {}),
    event: inserter(database, 'event', event),
  };
  const stamp = stamper(certificate, serial);
  const start = Date.now() - spanMs;
  const ofFew = Math.max(10, Math.floor(rows / 1000));
  const firstEvent = Number(event['id']);
  for (let i = 1; i < rows; i++) {
    const atMs = Math.floor(start + (i * spanMs) / rows);
    const digits = String(i).padStart(8, '0');
    const made = stamp(newSerial(atMs), digits);
    const authority = authorities[i % ofFew === 0 ? 1 : 0];
    write.certificate({
      ...certificate,
      ...made,
      id: id + i,
      authority_id: authority?.id ?? 0,
      common_name: host.replace('00000000', digits),
      not_before_ms: atMs,
      not_after_ms: atMs + 90 * day,
      created_ms: atMs,
      updated_ms: atMs,
      ...(i % revokedEvery === 0 && { revoked_ms: atMs + day, revoked_reason: 'superseded' }),
    });
    for (const each of names) write.name(named(each, id + i, digits));
    const payload = textOf(event, 'payload').replace(serial, made.serial);
    write.event({ ...event, id: firstEvent + i, at_ms: atMs, payload, hash: made.sha256 });
  }
}

function named(row: Row, id: number, digits: string): Row {
  const value = textOf(row, 'value').replace('00000000', digits);
  return { ...row, certificate_id: id, value, reversed: backwards(value) };
}

/** Text from its end. */
export function backwards(text: string): string {
  return Array.from(text).reverse().join('');
}

function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new Error(`${column} is text.`);
}

/** Writes serial and host into a copy of the certificate; its signature is no longer one, which nobody asks here. */
function stamper({ der }: Row, serial: string) {
  const model = Buffer.from(der as Uint8Array);
  const serialAt = model.indexOf(serial, 0, 'hex');
  const hostsAt: number[] = [];
  for (let at = model.indexOf('00000000'); at >= 0; at = model.indexOf('00000000', at + 1))
    hostsAt.push(at);
  return (newSerialHex: string, digits: string) => {
    const copy = Buffer.from(model);
    copy.write(newSerialHex, serialAt, 'hex');
    for (const at of hostsAt) copy.write(digits, at, 'latin1');
    return { serial: newSerialHex, der: copy, sha256: hash('sha256', copy).toUpperCase() };
  };
}

function firstRow(database: DatabaseSync, table: string, where: string): Row {
  return database.prepare(`select * from ${table} where ${where} limit 1`).get() as Row;
}

/** Inserts rows of the columns that `like` has; gives the number of each. */
export function inserter(database: DatabaseSync, table: string, like: Row): (row: Row) => number {
  const columns = Object.keys(like);
  const places = columns.map(() => '?').join();
  const statement = database.prepare(`insert into ${table} (${columns.join()}) values (${places})`);
  return (row) =>
    Number(statement.run(...columns.map((column) => row[column] ?? null)).lastInsertRowid);
}
