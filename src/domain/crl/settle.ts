import { crlShardOf } from '#authorities';
import type { Context } from './context.ts';
import type { NewEntry } from './entry.ts';
import { addEntries, dropEntries } from './segments.ts';
import type { EntryKind, EntryRow, Trx } from './tables.ts';

/** That a certificate, or an authority, is revoked: what an entry is made from. */
export interface Revoked {
  /** Of the certificate of a user; 0 for that of an authority. */
  readonly id: number;
  readonly serial: string;
  readonly notAfterMs: number;
  readonly revokedMs: number;
  readonly reason: string;
  readonly compromisedMs: number | null;
}

/** What is known of some subjects of one kind, and the entries that there are of them. */
export interface Account {
  readonly authorityId: number;
  readonly kind: EntryKind;
  readonly revoked: readonly Revoked[];
  readonly entries: readonly EntryRow[];
}

/**
 * Makes the entries say what is: adds those that are missing, replaces those that say something else, and notes that a
 * certificate is no longer revoked. Nothing else decides what stands on a list, so that it does not matter in which
 * order, and how often, news arrive. Answers whether anything had to change.
 */
export async function settle(context: Context, trx: Trx, account: Account): Promise<boolean> {
  const { authorityId, kind } = account;
  const { missing, wrong, released } = compare(account);
  if (missing.length + wrong.length === 0) return false;
  await dropEntries(context, trx, wrong);
  const nowMs = context.clock.now();
  await addEntries(context, trx, { authorityId, kind }, [
    ...released.map((row) => releasedEntry(row, nowMs)),
    ...missing.map((each) => toEntry(kind, each)),
  ]);
  return true;
}

/** Whether {@link settle} would have something to do. */
export function isSettled(account: Account): boolean {
  const { missing, wrong } = compare(account);
  return missing.length + wrong.length === 0;
}

function compare({ revoked, entries }: Account): {
  readonly missing: readonly Revoked[];
  readonly wrong: readonly EntryRow[];
  readonly released: readonly EntryRow[];
} {
  if (entries.length === 0) return { missing: revoked, wrong: [], released: [] };
  const entryOf = new Map(entries.map((row) => [row.serial, row]));
  const stillRevoked = new Set(revoked.map(({ serial }) => serial));
  const missing = revoked.filter((each) => !says(entryOf.get(each.serial), each));
  const changed = missing.flatMap(({ serial }) => entryOf.get(serial) ?? []);
  const released = entries.filter((row) => row.released === 0 && !stillRevoked.has(row.serial));
  return { missing, wrong: [...changed, ...released], released };
}

function says(row: EntryRow | undefined, { revokedMs, reason, compromisedMs }: Revoked): boolean {
  return (
    row !== undefined &&
    row.released === 0 &&
    row.revoked_ms === revokedMs &&
    row.reason === reason &&
    row.compromised_ms === compromisedMs
  );
}

function toEntry(kind: EntryKind, revoked: Revoked): NewEntry {
  return {
    kind,
    subject_id: revoked.id,
    shard: kind === 'user' ? crlShardOf(revoked.serial) : 0,
    serial: revoked.serial,
    reason: revoked.reason,
    revoked_ms: revoked.revokedMs,
    compromised_ms: revoked.compromisedMs,
    not_after_ms: revoked.notAfterMs,
    released: 0,
  };
}

/** What a delta list says of it (RFC 5280 §5.2.4, §5.3.1). */
function releasedEntry(row: EntryRow, nowMs: number): NewEntry {
  return {
    kind: row.kind,
    subject_id: row.subject_id,
    shard: row.shard,
    serial: row.serial,
    reason: 'removeFromCRL',
    revoked_ms: nowMs,
    compromised_ms: null,
    not_after_ms: row.not_after_ms,
    released: 1,
  };
}
