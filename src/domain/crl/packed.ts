import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { crlShardOf } from '#authorities';
import { assert } from '#base';
import { findExtension, findReason, readCrlEntries, type CrlEntry } from '#x509';
import type { Context } from './context.ts';
import { encodeEntries } from './encode.ts';
import type { Bucket, NewEntry } from './entry.ts';
import { Facts } from './facts.ts';
import type { PackedSegment } from './packed-store.ts';
import { release } from './release.ts';
import type { CrlTables, EntryRow, Trx } from './tables.ts';

/*
 * A history of a million revocations that comes all at once is not worth a million rows, each in six indexes, of which
 * few are ever asked for: its segments are packed. What the encoded form of an entry does not say stands beside it, and
 * a row is made of both when somebody asks.
 */

/** Entries of users before they are packed, and where each of them stands. */
interface Content {
  readonly entries: readonly NewEntry[];
  readonly positionOf: (index: number) => number;
}

/**
 * Puts entries of users, which no row says anything of, into a segment of their own; answers which. They are many: other
 * work has its turn in between.
 */
export async function packEntries(
  { store }: Context,
  trx: Trx,
  bucket: Bucket,
  { entries, positionOf }: Content,
): Promise<number> {
  const facts = Facts.ofCount(entries.length);
  for (const [i, entry] of entries.entries())
    facts.set(i, {
      position: positionOf(i),
      subject_id: entry.subject_id,
      revoked_ms: entry.revoked_ms,
      compromised_ms: entry.compromised_ms,
      not_after_ms: entry.not_after_ms,
    });
  await setImmediate();
  const der = encodeEntries(entries);
  await setImmediate();
  const segmentId = await store.segments.insert(trx, bucket, { entries: entries.length, der });
  const subjects = facts.range('subject_id');
  await store.packed.insert(trx, {
    segment_id: segmentId,
    authority_id: bucket.authorityId,
    first_subject: subjects.least,
    last_subject: subjects.most,
    last_position: facts.range('position').most,
    first_revoked_ms: facts.range('revoked_ms').least,
    first_end_ms: facts.range('not_after_ms').least,
    facts: facts.octets,
  });
  for (const stored of [der, facts.octets]) release(stored);
  return segmentId;
}

/** The entries of a packed segment as rows that are not there; undefined when it is not packed, or gone. */
export async function unpackSegment(
  { store }: Context,
  reader: Kysely<CrlTables>,
  segmentId: number,
): Promise<EntryRow[] | undefined> {
  const found = await store.packed.find(reader, segmentId);
  return found && toRows(found);
}

/** Entries of users with ids above `afterId`, up to and including `throughId`, that have no rows. */
export async function listPackedOfSubjects(
  context: Context,
  reader: Kysely<CrlTables>,
  authorityId: number,
  ids: { readonly afterId: number; readonly throughId: number },
): Promise<EntryRow[]> {
  const isMeant = (id: number): boolean => id > ids.afterId && id <= ids.throughId;
  const rows: EntryRow[] = [];
  const found = await context.store.packed.listOfSubjects(reader, authorityId, ids);
  for (const { segment_id, facts } of found) {
    if (!subjectsOf(new Facts(facts)).some(isMeant)) continue;
    const all = await unpackSegment(context, reader, segment_id);
    for (const row of all ?? []) if (isMeant(row.subject_id)) rows.push(row);
  }
  return rows;
}

function subjectsOf(facts: Facts): number[] {
  return Array.from({ length: facts.count }, (_, i) => facts.numberOf(i, 'subject_id'));
}

function toRows({ authority_id, segment_id, facts: octets, der }: PackedSegment): EntryRow[] {
  const facts = new Facts(octets);
  const entries = [...readCrlEntries(der)];
  assert(entries.length === facts.count, 'facts of every entry of a packed segment');
  return entries.map((entry, i) => {
    const { serial } = entry;
    return {
      authority_id,
      position: facts.numberOf(i, 'position'),
      kind: 'user',
      subject_id: facts.numberOf(i, 'subject_id'),
      shard: crlShardOf(serial),
      serial,
      reason: reasonOf(entry),
      revoked_ms: facts.numberOf(i, 'revoked_ms'),
      compromised_ms: facts.get(i, 'compromised_ms'),
      not_after_ms: facts.numberOf(i, 'not_after_ms'),
      released: 0,
      segment_id,
    };
  });
}

function reasonOf({ extensions }: CrlEntry): string {
  const found = findExtension(extensions, 'crl_reason')?.value;
  return (found && findReason(found)?.rfcName) ?? 'unspecified';
}
