import type { Authorities } from '#authorities';
import type { Clock } from '#base';
import type { Crl, PublishedCrl } from '#crl';
import { findExtension, parseCrl, type Certificate } from '#x509';
import { issuerDocument, issuerForms } from './issuer-document.ts';
import { listDocument } from './list-document.ts';
import type { Outcome, PlacedFile } from './place.ts';

/** What lists and issuers are published from. */
export interface ListFileParts {
  readonly authorities: Pick<Authorities, 'list' | 'above' | 'certificates'>;
  readonly crl: Pick<Crl, 'list' | 'read'>;
  readonly clock: Clock;
  /** The prefix of all addresses: empty, or ending in a slash. */
  readonly path: string;
}

/**
 * Every list and every issuer's certificate, at the paths that their addresses have. A file that holds a list with a
 * higher number, and that is still believed, stays, as after the restore of an old backup: clients would take ours for
 * an old one.
 */
export async function* listFiles(parts: ListFileParts): AsyncGenerator<PlacedFile> {
  const { authorities, crl } = parts;
  const lists = await crl.list();
  for (const authority of await authorities.list()) {
    const chain = [authority.certificate, ...(await authorities.above(authority))];
    const own = lists.filter(({ authorityId }) => authorityId === authority.id);
    // Old certificates name their issuer by the serial that it had then.
    const serials = (await authorities.certificates(authority)).map(({ serial }) => serial);
    for (const serial of new Set([authority.serial, ...serials])) {
      for (const list of own) yield* listFile(parts, serial, list);
      yield* issuerFiles(parts, serial, chain);
    }
  }
}

function* listFile(
  { crl, clock, path: prefix }: ListFileParts,
  serial: string,
  list: PublishedCrl,
): Generator<PlacedFile> {
  const path = findListPath(serial, list);
  if (path === undefined) return;
  let last = list;
  yield {
    path: `${prefix}${path}`,
    index: 'index.crl',
    document: async () => {
      const all = await crl.list({ id: list.authorityId });
      last = all.find(({ name }) => name === list.name) ?? list;
      return listDocument(crl, last);
    },
    compare: (standing) => compare(readStanding(standing), last, clock.now()),
  };
}

/** Lists of other scopes have no address. */
function findListPath(serial: string, { name }: PublishedCrl): string | undefined {
  if (name === 'user') return `crl/${serial}/`;
  if (name === 'ca') return `crl/ca/${serial}/`;
  if (name === 'user/delta') return `crl/${serial}/delta/`;
  const [, shard] = /^user\/shard\/(\d+)$/.exec(name) ?? [];
  return shard === undefined ? undefined : `crl/${serial}/shard/${shard}.crl`;
}

/** What a list says of itself. */
interface Standing {
  readonly number: number;
  readonly nextUpdateMs: number;
}

function readStanding(der: Uint8Array): Standing | undefined {
  try {
    const { extensions, nextUpdateMs } = parseCrl(der);
    const number = findExtension(extensions, 'crl_number')?.value;
    return number === undefined
      ? undefined
      : { number: Number(number), nextUpdateMs: nextUpdateMs ?? 0 };
  } catch {
    return undefined; // It is no list: one is written.
  }
}

function compare(
  standing: Standing | undefined,
  { number }: PublishedCrl,
  nowMs: number,
): Outcome['state'] {
  if (standing?.number === number) return 'same';
  const isNewer = standing !== undefined && standing.number > number;
  return isNewer && standing.nextUpdateMs > nowMs ? 'newer' : 'written';
}

function* issuerFiles(
  { path }: ListFileParts,
  serial: string,
  chain: readonly Certificate[],
): Generator<PlacedFile> {
  for (const form of issuerForms)
    yield {
      path: `${path}issuer/${serial}.${form}`,
      index: 'index.crl',
      document: async () => issuerDocument(chain, form),
    };
}
