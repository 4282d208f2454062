import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Authorities } from '#authorities';
import { equalBytes, type Clock } from '#base';
import type { Crl, PublishedCrl } from '#crl';
import type { Certificate } from '#x509';
import { issuerDocument, issuerForms } from './issuer-document.ts';
import { publishList } from './publish-list.ts';
import { clearLeftovers, writeDocument, type Outcome } from './whole-file.ts';

/** What is published from. */
export interface PublishParts {
  readonly authorities: Pick<Authorities, 'list' | 'above' | 'certificates'>;
  readonly crl: Pick<Crl, 'list' | 'read'>;
  readonly clock: Clock;
  /** The prefix of all addresses: empty, or ending in a slash. */
  readonly path: string;
}

/** One file that stands where its address is. */
export interface Publication extends Outcome {
  /** Below the directory, with forward slashes. */
  readonly path: string;
}

/**
 * Writes every list and every issuer's certificate below `directory`, at the paths that their addresses have. An address
 * that ends in a slash is the file `index.crl` there. Each file is written whole under another name, then takes its
 * place, so that a web server on the directory never sends a part; one that is right already is left alone, and keeps its
 * time. Files of lists that are no longer made stay.
 *
 * @throws Error of the file system; files that were written before stay.
 */
export async function publishTo(directory: string, parts: PublishParts): Promise<Publication[]> {
  const published: Publication[] = [];
  const cleared = new Set<string>();
  for (const { path, publish } of await listFiles(parts)) {
    const target = join(directory, parts.path, path);
    if (!cleared.has(dirname(target))) await clearLeftovers(dirname(target));
    cleared.add(dirname(target));
    published.push({ path: `${parts.path}${path}`, ...(await publish(target)) });
  }
  return published;
}

interface File {
  readonly path: string;
  publish(target: string): Promise<Outcome>;
}

async function listFiles(parts: PublishParts): Promise<File[]> {
  const { authorities, crl } = parts;
  const files: File[] = [];
  const lists = await crl.list();
  for (const authority of await authorities.list()) {
    const chain = [authority.certificate, ...(await authorities.above(authority))];
    const own = lists.filter(({ authorityId }) => authorityId === authority.id);
    // Old certificates name their issuer by the serial that it had then.
    const serials = (await authorities.certificates(authority)).map(({ serial }) => serial);
    for (const serial of new Set([authority.serial, ...serials]))
      files.push(...listFilesOf(parts, serial, own), ...issuerFiles(serial, chain));
  }
  return files;
}

function listFilesOf(parts: PublishParts, serial: string, lists: readonly PublishedCrl[]): File[] {
  return lists.flatMap((list) => {
    const path = findListPath(serial, list);
    return path === undefined
      ? []
      : [{ path, publish: (target) => publishList(target, parts, list) }];
  });
}

/** Lists of other scopes have no address. */
function findListPath(serial: string, { name }: PublishedCrl): string | undefined {
  if (name === 'user') return `crl/${serial}/index.crl`;
  if (name === 'ca') return `crl/ca/${serial}/index.crl`;
  if (name === 'user/delta') return `crl/${serial}/delta/index.crl`;
  const [, shard] = /^user\/shard\/(\d+)$/.exec(name) ?? [];
  return shard === undefined ? undefined : `crl/${serial}/shard/${shard}.crl`;
}

function issuerFiles(serial: string, chain: readonly Certificate[]): File[] {
  return issuerForms.map((form) => ({
    path: `issuer/${serial}.${form}`,
    publish: async (target) => {
      const document = issuerDocument(chain, form);
      const [own = new Uint8Array(0)] = await Array.fromAsync(document.read(0, document.sizeBytes));
      const there = await readFile(target).catch(() => undefined);
      if (there && equalBytes(there, own)) return { state: 'same', sizeBytes: own.length };
      return writeDocument(target, document);
    },
  }));
}
