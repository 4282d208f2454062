import type { Context } from './context.ts';
import type { CrlPolicy } from './crl.ts';
import { scopesOf } from './policy.ts';
import { listName } from './scope.ts';
import { unpackSegment } from './packed.ts';
import { dropEntries } from './segments.ts';
import type { Trx } from './tables.ts';

const atOnce = 4096;

/**
 * Takes the entries away whose certificates have expired, and which every list of the policy has shown once since: "an
 * entry MUST NOT be removed from the CRL until it appears on one regularly scheduled CRL issued beyond the revoked
 * certificate's validity period" (RFC 5280 §3.3). Lists that came because something changed do not count.
 */
export async function sweepEntries(
  context: Context,
  authorityId: number,
  policy: CrlPolicy,
): Promise<void> {
  const { store, db, clock } = context;
  const shown = await findShown(context, authorityId, policy);
  if (shown) {
    await sweepPacked(context, authorityId, shown);
    for (let left = atOnce; left === atOnce;) {
      left = await db.transaction(async (trx: Trx) => {
        const rows = await store.entries.listEnded(trx, authorityId, { ...shown, limit: atOnce });
        await dropEntries(context, trx, rows);
        await store.entries.noteSweep(trx, authorityId, shown.beforeMs);
        return rows.length;
      });
    }
  }
  const position = await store.lists.findLeastPosition(authorityId, clock.now());
  if (position === undefined) return;
  await db.transaction((trx: Trx) => store.entries.forgetReleased(trx, authorityId, position));
}

/** Those that have no rows, segment by segment. */
async function sweepPacked(
  context: Context,
  authorityId: number,
  { beforeMs, throughPosition }: Shown,
): Promise<void> {
  for (const id of await context.store.packed.listEnded(authorityId, beforeMs))
    await context.db.transaction(async (trx: Trx) => {
      const rows = (await unpackSegment(context, trx, id)) ?? [];
      const ended = rows.filter(
        (row) => row.not_after_ms < beforeMs && row.position <= throughPosition,
      );
      await dropEntries(context, trx, ended);
    });
}

interface Shown {
  readonly beforeMs: number;
  readonly throughPosition: number;
}

/** What all lists have shown: certificates that ended before a time, noted up to a position. */
async function findShown(
  { store }: Context,
  authorityId: number,
  policy: CrlPolicy,
): Promise<Shown | undefined> {
  const names = new Set(scopesOf(policy).map(listName));
  const lists = (await store.lists.listRegular(authorityId)).filter(({ name }) => names.has(name));
  if (lists.length === 0 || lists.length < names.size) return undefined;
  return {
    beforeMs: Math.min(...lists.map((each) => each.thisUpdateMs)),
    throughPosition: Math.min(...lists.map((each) => each.lastPosition)),
  };
}
