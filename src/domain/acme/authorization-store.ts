import type { Kysely } from 'kysely';
import { movesTo } from './states.ts';
import type {
  AcmeTables,
  AuthorizationRow,
  ChallengeRow,
  NewAuthorizationRow,
  NewChallengeRow,
  Trx,
  Which,
} from './tables.ts';

/** What a valid authorization must be for to do for a name. */
export interface AuthorizationNeed {
  readonly accountId: number;
  readonly type: 'dns' | 'ip';
  /** Names that it may be for: the name itself. */
  readonly value: string;
  readonly wildcard: number;
  readonly subdomains: number;
  /** It must be valid longer than this. */
  readonly untilMs: number;
}

/** The SQL about authorizations and challenges. */
export interface AuthorizationStore {
  find(
    where: Which | { readonly id: number } | { readonly accountId: number; readonly slug: string },
    trx?: Trx,
  ): Promise<AuthorizationRow | undefined>;
  /** The valid one that lasts longest, of those that do. */
  findValid(trx: Trx, need: AuthorizationNeed): Promise<AuthorizationRow | undefined>;
  /** Valid ones of an account with this name or, for all names below, one of these. */
  listValid(
    accountId: number,
    values: readonly string[],
    nowMs: number,
  ): Promise<AuthorizationRow[]>;
  insert(trx: Trx, row: NewAuthorizationRow): Promise<number>;
  /** False when it was in no state from which that may be. */
  move(
    trx: Trx,
    which: Which,
    to: AuthorizationRow['status'],
    changes: Partial<AuthorizationRow> & { readonly updated_ms: number },
  ): Promise<boolean>;
  noteCaa(trx: Trx, slugs: readonly string[], nowMs: number): Promise<void>;
  /** Pending and valid ones of an account. */
  listLiving(trx: Trx, accountId: number): Promise<AuthorizationRow[]>;
  listOverdue(trx: Trx, nowMs: number, limit: number): Promise<AuthorizationRow[]>;
  /** How many of an account wait for a proof. */
  countPending(trx: Trx, accountId: number, nowMs: number): Promise<number>;
  /** Deletes those that ended before a time and are in no order, challenges with them; how many there were. */
  purge(trx: Trx, beforeMs: number, limit: number): Promise<number>;

  findChallenge(
    where: Which | { readonly accountId: number; readonly slug: string },
    trx?: Trx,
  ): Promise<ChallengeRow | undefined>;
  challenges(authorizationId: number, trx?: Trx): Promise<ChallengeRow[]>;
  insertChallenges(trx: Trx, rows: readonly NewChallengeRow[]): Promise<void>;
  /** False when it was in no state from which that may be. */
  moveChallenge(
    trx: Trx,
    which: Which,
    to: ChallengeRow['status'],
    changes: Partial<ChallengeRow> & { readonly updated_ms: number },
  ): Promise<boolean>;
  /** Notes a try that failed while further ones follow; false when another process noted it before. */
  noteTry(
    trx: Trx,
    tried: Which & Pick<ChallengeRow, 'tries'>,
    changes: Pick<ChallengeRow, 'next_ms' | 'error' | 'updated_ms'>,
  ): Promise<boolean>;
  /** Brings the next try of one that is processing forward. */
  hasten(trx: Trx, id: number, nextMs: number): Promise<void>;
  /** When the `n`th latest challenge of an account failed for good; undefined where there are not so many. */
  nthFailedMs(trx: Trx, accountId: number, n: number): Promise<number | undefined>;
  /** Those processing whose try was due before a time. */
  listStale(staleMs: number, limit: number): Promise<ChallengeRow[]>;
}

type Reader = Kysely<AcmeTables>;

export function createAuthorizationStore(reader: Reader): AuthorizationStore {
  return { ...reads(reader), ...authorizationWrites, ...challengeWrites };
}

function reads(
  reader: Reader,
): Pick<AuthorizationStore, 'find' | 'listValid' | 'findChallenge' | 'challenges' | 'listStale'> {
  return {
    find: (where, trx) => {
      const all = (trx ?? reader).selectFrom('acme_authorization').selectAll();
      const named = 'slug' in where ? all.where('slug', '=', where.slug) : all;
      return (
        'id' in where
          ? named.where('id', '=', where.id)
          : named.where('account_id', '=', where.accountId)
      ).executeTakeFirst();
    },
    listValid: (accountId, values, nowMs) =>
      reader
        .selectFrom('acme_authorization')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('value', 'in', values)
        .where('status', '=', 'valid')
        .where('expires_ms', '>', nowMs)
        .execute(),
    findChallenge: (where, trx) => {
      const all = (trx ?? reader).selectFrom('acme_challenge').selectAll();
      const named = all.where('slug', '=', where.slug);
      return (
        'id' in where
          ? named.where('id', '=', where.id)
          : named.where('account_id', '=', where.accountId)
      ).executeTakeFirst();
    },
    challenges: (authorizationId, trx) =>
      (trx ?? reader)
        .selectFrom('acme_challenge')
        .selectAll()
        .where('authorization_id', '=', authorizationId)
        .orderBy('id')
        .execute(),
    listStale: (staleMs, limit) =>
      reader
        .selectFrom('acme_challenge')
        .selectAll()
        .where('status', '=', 'processing')
        .where('next_ms', '<', staleMs)
        .orderBy('id')
        .limit(limit)
        .execute(),
  };
}

const authorizationWrites: Pick<
  AuthorizationStore,
  | 'findValid'
  | 'insert'
  | 'move'
  | 'noteCaa'
  | 'listLiving'
  | 'listOverdue'
  | 'countPending'
  | 'purge'
> = {
  findValid: (trx, need) =>
    trx
      .selectFrom('acme_authorization')
      .selectAll()
      .where('account_id', '=', need.accountId)
      .where('value', '=', need.value)
      .where('status', '=', 'valid')
      .where('type', '=', need.type)
      .where('wildcard', '=', need.wildcard)
      .where('subdomains', '=', need.subdomains)
      .where('expires_ms', '>', need.untilMs)
      .orderBy('expires_ms', 'desc')
      .executeTakeFirst(),
  insert: async (trx, row) => {
    const inserted = trx.insertInto('acme_authorization').values(row).returning('id');
    return (await inserted.executeTakeFirstOrThrow()).id;
  },
  move: async (trx, { id, slug }, to, changes) => {
    const { numUpdatedRows } = await trx
      .updateTable('acme_authorization')
      .set({ ...changes, status: to })
      .where('id', '=', id)
      .where('slug', '=', slug)
      .where('status', 'in', movesTo('authorization', to))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  noteCaa: async (trx, slugs, nowMs) => {
    await trx
      .updateTable('acme_authorization')
      .set({ caa_ms: nowMs })
      .where('slug', 'in', slugs)
      .execute();
  },
  listLiving: (trx, accountId) =>
    trx
      .selectFrom('acme_authorization')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('status', 'in', ['pending', 'valid'])
      .orderBy('id')
      .execute(),
  listOverdue: (trx, nowMs, limit) =>
    trx
      .selectFrom('acme_authorization')
      .selectAll()
      .where('status', 'in', ['pending', 'valid'])
      .where('expires_ms', '<=', nowMs)
      .orderBy('id')
      .limit(limit)
      .execute(),
  countPending: async (trx, accountId, nowMs) => {
    const { count } = await trx
      .selectFrom('acme_authorization')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('account_id', '=', accountId)
      .where('status', '=', 'pending')
      .where('expires_ms', '>', nowMs)
      .executeTakeFirstOrThrow();
    return count;
  },
  purge: async (trx, beforeMs, limit) => {
    const ended = await trx
      .selectFrom('acme_authorization')
      .select('id')
      .where('status', 'not in', ['pending', 'valid'])
      .where('expires_ms', '<', beforeMs)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('acme_order_authorization')
              .select('order_id')
              .whereRef('authorization_id', '=', 'acme_authorization.id'),
          ),
        ),
      )
      .limit(limit)
      .execute();
    const ids = ended.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await trx.deleteFrom('acme_challenge').where('authorization_id', 'in', ids).execute();
    await trx.deleteFrom('acme_authorization').where('id', 'in', ids).execute();
    return ids.length;
  },
};

const challengeWrites: Pick<
  AuthorizationStore,
  'insertChallenges' | 'moveChallenge' | 'noteTry' | 'hasten' | 'nthFailedMs'
> = {
  insertChallenges: async (trx, rows) => {
    await trx
      .insertInto('acme_challenge')
      .values([...rows])
      .execute();
  },
  moveChallenge: async (trx, { id, slug }, to, changes) => {
    const { numUpdatedRows } = await trx
      .updateTable('acme_challenge')
      .set({ ...changes, status: to })
      .where('id', '=', id)
      .where('slug', '=', slug)
      .where('status', 'in', movesTo('challenge', to))
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  noteTry: async (trx, { id, slug, tries }, changes) => {
    const { numUpdatedRows } = await trx
      .updateTable('acme_challenge')
      .set({ ...changes, tries: tries + 1 })
      .where('id', '=', id)
      .where('slug', '=', slug)
      .where('status', '=', 'processing')
      .where('tries', '=', tries)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  },
  hasten: async (trx, id, nextMs) => {
    await trx
      .updateTable('acme_challenge')
      .set({ next_ms: nextMs, updated_ms: nextMs })
      .where('id', '=', id)
      .where('status', '=', 'processing')
      .execute();
  },
  nthFailedMs: async (trx, accountId, n) => {
    const row = await trx
      .selectFrom('acme_challenge')
      .select('updated_ms')
      .where('account_id', '=', accountId)
      .where('status', '=', 'invalid')
      .orderBy('updated_ms', 'desc')
      .offset(n - 1)
      .limit(1)
      .executeTakeFirst();
    return row?.updated_ms;
  },
};
