import { readFile } from 'node:fs/promises';
import { isCaError, type Clock } from '#base';
import type { Crl, PublishedCrl } from '#crl';
import { findExtension, parseCrl } from '#x509';
import { listDocument } from './list-document.ts';
import { writeDocument, type Outcome } from './whole-file.ts';

/** The rooms that lists are published from. */
export interface PublishListParts {
  readonly crl: Pick<Crl, 'list' | 'read'>;
  readonly clock: Clock;
}

/**
 * Writes the last list of the name of `list` to a file, unless it stands there already. A file that holds a list with a
 * higher number, and that is still believed, stays, as after the restore of an old backup: clients would take ours for an
 * old one. Where a list is pruned while it is being read, the one that came after it is written.
 */
export async function publishList(
  target: string,
  parts: PublishListParts,
  list: PublishedCrl,
): Promise<Outcome> {
  const last = await findLast(parts, list);
  const state = compare(await readStanding(target), last, parts.clock.now());
  if (state !== 'written') return { state, sizeBytes: last.sizeBytes };
  try {
    return await writeDocument(target, listDocument(parts.crl, last));
  } catch (error) {
    if (!isCaError(error, 'not_found')) throw error;
    return writeDocument(target, listDocument(parts.crl, await findLast(parts, list)));
  }
}

async function findLast({ crl }: PublishListParts, list: PublishedCrl): Promise<PublishedCrl> {
  const lists = await crl.list({ id: list.authorityId });
  return lists.find(({ name }) => name === list.name) ?? list;
}

/** What a file says of itself. */
interface Standing {
  readonly number: number;
  readonly nextUpdateMs: number;
}

async function readStanding(target: string): Promise<Standing | undefined> {
  try {
    const { extensions, nextUpdateMs } = parseCrl(await readFile(target));
    const number = findExtension(extensions, 'crl_number')?.value;
    return number === undefined
      ? undefined
      : { number: Number(number), nextUpdateMs: nextUpdateMs ?? 0 };
  } catch {
    return undefined; // There is none, or it is no list: one is written.
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
