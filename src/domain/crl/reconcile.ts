import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Authority, AuthorityCertificate } from '#authorities';
import type { Context } from './context.ts';
import { listPackedOfSubjects } from './packed.ts';
import { isSettled, settle, type Account, type Revoked } from './settle.ts';
import type { CrlTables, EntryRow, Trx } from './tables.ts';

const pageSize = 4096;
const noEnd = Number.MAX_SAFE_INTEGER;

/**
 * Holds the entries of an authority against all that is revoked, page by page, and puts right what differs: also for
 * certificates that were revoked before this room was there, or of whose revocation it heard and could not note it. Answers
 * whether anything had to change.
 */
export async function reconcile(context: Context, authority: Authority): Promise<boolean> {
  const { swept_ms: sweptMs } = await context.store.entries.state(authority.id);
  let differed = await reconcileAuthorities(context, authority, sweptMs);
  const page = { authorityId: authority.id, sweptMs };
  let last = { throughId: 0, differed: false };
  while (last.throughId < noEnd) {
    last = await reconcilePage(context, { ...page, afterId: last.throughId }, last.differed);
    differed ||= last.differed;
  }
  return differed;
}

/** Makes the entry of one certificate say what is; answers whether anything had to change. */
export async function reconcileCertificate(
  context: Context,
  trx: Trx,
  of: { readonly authorityId: number; readonly certificateId: number },
): Promise<boolean> {
  const { authorityId, certificateId: id } = of;
  const revoked = await context.certificates.revoked({ id }, trx);
  const ids = { afterId: id - 1, throughId: id };
  const whose = { authorityId, kind: 'user' } as const;
  const entries = await listOfUsers(context, trx, authorityId, ids);
  return settle(context, trx, { ...whose, revoked, entries });
}

/**
 * Makes the entries of the certificates of authorities that one has signed say what is; answers whether anything had to
 * change.
 */
export async function reconcileAuthorities(
  context: Context,
  authority: Authority,
  sweptMs: number = 0,
): Promise<boolean> {
  const certified = await context.authorities.certified(authority);
  const revoked = certified.flatMap(toRevoked);
  const whose = { authorityId: authority.id, kind: 'ca' } as const;
  return context.db.transaction(async (trx: Trx) => {
    const ids = { afterId: -1, throughId: noEnd };
    const entries = await context.store.entries.listOfSubjects(trx, whose, ids);
    return settle(context, trx, withoutSwept({ ...whose, revoked, entries }, sweptMs));
  });
}

interface Page {
  readonly authorityId: number;
  readonly afterId: number;
  readonly sweptMs: number;
}

/** Up to which id a page went, and whether something had to change. */
interface PageEnd {
  readonly throughId: number;
  readonly differed: boolean;
}

/**
 * Looks before it takes the turn of a writer, unless something is expected to differ: where one page did, the next ones
 * do as a rule, as on the first of all days.
 */
async function reconcilePage(
  context: Context,
  page: Page,
  isDifferenceExpected: boolean,
): Promise<PageEnd> {
  if (!isDifferenceExpected) {
    const { account, throughId } = await readPage(context, page);
    if (isSettled(account)) return { throughId, differed: false };
  }
  return context.db.transaction(async (trx: Trx) => {
    const { account, throughId } = await readPage(context, page, trx);
    await setImmediate();
    return { throughId, differed: await settle(context, trx, account) };
  });
}

async function readPage(
  context: Context,
  { authorityId, afterId, sweptMs }: Page,
  trx?: Trx,
): Promise<{ readonly account: Account; readonly throughId: number }> {
  const { certificates, db } = context;
  const revoked = await certificates.revoked({ authorityId, afterId, limit: pageSize }, trx);
  const last = revoked.length < pageSize ? undefined : revoked.at(-1);
  const throughId = last?.id ?? noEnd;
  const whose = { authorityId, kind: 'user' } as const;
  const ids = { afterId, throughId };
  const entries = await listOfUsers(context, trx ?? db.scanner(), authorityId, ids);
  return { account: withoutSwept({ ...whose, revoked, entries }, sweptMs), throughId };
}

/** All entries of certificates of users, with rows and without. */
async function listOfUsers(
  context: Context,
  reader: Kysely<CrlTables>,
  authorityId: number,
  ids: { readonly afterId: number; readonly throughId: number },
): Promise<EntryRow[]> {
  const whose = { authorityId, kind: 'user' } as const;
  const rows = await context.store.entries.listOfSubjects(reader, whose, ids);
  const packed = await listPackedOfSubjects(context, reader, authorityId, ids);
  return packed.length === 0 ? rows : [...rows, ...packed];
}

/** What has left the lists for good is not put back. */
function withoutSwept(account: Account, sweptMs: number): Account {
  if (account.revoked.every((each) => each.notAfterMs >= sweptMs)) return account;
  const kept = new Set(account.entries.map((row) => row.serial));
  const revoked = account.revoked.filter(
    (each) => each.notAfterMs >= sweptMs || kept.has(each.serial),
  );
  return { ...account, revoked };
}

function toRevoked({ revocation, serial, certificate }: AuthorityCertificate): Revoked[] {
  if (!revocation) return [];
  return [
    {
      id: 0,
      serial,
      notAfterMs: certificate.notAfterMs,
      revokedMs: revocation.revoked.getTime(),
      reason: revocation.reason,
      compromisedMs: revocation.compromised?.getTime() ?? null,
    },
  ];
}
