import { minute } from '#base';
import type { AnyPayload, StoredEvent } from '#events';
import type { Context } from './context.ts';
import { bookLists } from './book.ts';
import { reconcileAuthorities, reconcileCertificate } from './reconcile.ts';
import type { Trx } from './tables.ts';

/**
 * Listens for what changes lists, by names under which every event is heard at least once, whoever did it: notes the
 * entry and books the job in one transaction. Events only say where to look; what is found there decides.
 */
export function followEvents(context: Context): void {
  const { events } = context;
  const follow = (type: string, hear: (event: StoredEvent) => Promise<void>): void =>
    void events.on(type, hear, { name: `crl: ${type}` });
  for (const type of ['certificate.revoked', 'certificate.released'])
    follow(type, ({ payload }) => noteCertificate(context, payload));
  follow('authority.revoked', ({ payload }) => noteAuthority(context, payload));
  for (const type of ['authority.created', 'authority.updated'])
    follow(type, ({ payload }) => bookFor(context, payload['authorityId']));
}

async function noteCertificate(context: Context, payload: AnyPayload): Promise<void> {
  const { authorityId, certificateId } = payload;
  if (typeof authorityId !== 'number' || typeof certificateId !== 'number') return;
  const runAtMs = await nextRunMs(context, authorityId);
  await context.db.transaction(async (trx: Trx) => {
    await reconcileCertificate(context, trx, { authorityId, certificateId });
    await bookLists(context, trx, authorityId, runAtMs);
  });
}

/** The certificates of an authority stand on the lists of those who signed them. */
async function noteAuthority(context: Context, { issuers }: AnyPayload): Promise<void> {
  for (const id of Array.isArray(issuers) ? issuers : []) {
    const issuer = await context.authorities.find({ id: Number(id) });
    if (!issuer) continue;
    await reconcileAuthorities(context, issuer);
    await bookFor(context, issuer.id);
  }
}

async function bookFor(context: Context, authorityId: unknown): Promise<void> {
  if (typeof authorityId !== 'number') return;
  await context.db.transaction((trx: Trx) => bookLists(context, trx, authorityId));
}

const mostWaitMs = 10 * minute;

/**
 * When lists may be made again because something changed: at once, but of the time of one key and one processor at most
 * a fifth, however many certificates are revoked and however long their list is.
 */
async function nextRunMs({ store, clock }: Context, authorityId: number): Promise<number> {
  const lists = await store.lists.listLast(authorityId);
  const free = lists.map((row) => row.created_ms + Math.min(5 * row.took_ms, mostWaitMs));
  return Math.max(clock.now(), ...free);
}
