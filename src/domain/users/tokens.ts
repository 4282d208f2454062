import { createHash } from 'node:crypto';
import { CaError, day, minute, randomText, Secret } from '#base';
import { isUniqueViolation } from '#db';
import { parseTitle } from './checks.ts';
import type { Context } from './context.ts';
import { findUser, getUser } from './find.ts';
import type { UserTables } from './tables.ts';
import type { TokenRow } from './token-store.ts';
import type { User, UserRef } from './user.ts';

/** What stands on record about a token for the API; the token itself does not. Frozen. */
export interface ApiToken {
  readonly id: number;
  readonly user: string;
  readonly name: string;
  readonly created: Date;
  /** From here on it no longer counts. */
  readonly expires: Date;
  /** To the minute; null until it is used. */
  readonly lastUsed: Date | null;
  readonly revoked: Date | null;
}

/** What a new token is made from. */
export interface NewToken {
  /** What it is for: one line of 1 to 80 characters, unique among those of the user that are not revoked. */
  readonly name: string;
  /** A second to ten years. Default: 90 days. */
  readonly expiresMs?: number;
  /** Who does it, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** Keys of robots: a token stands for its user, with all that the user may at that moment. */
export interface Tokens {
  /**
   * Makes a token; tells `token.created`. The token is in the answer alone: on record is its SHA-256.
   *
   * @throws CaError `not_found` (the user), `already_exists` (the name), `bad_request`.
   */
  create(
    user: UserRef,
    token: NewToken,
  ): Promise<{ readonly record: ApiToken; readonly token: Secret }>;
  /** Of one user or of all, in the order in which they were made; also those that no longer count. */
  list(user?: UserRef): Promise<readonly ApiToken[]>;
  /**
   * Ends a token at once; tells `token.revoked`.
   *
   * @throws CaError `not_found`, also for one that was revoked before.
   */
  revoke(
    token: { readonly id: number } | { readonly user: UserRef; readonly name: string },
    options?: { readonly actor?: string },
  ): Promise<ApiToken>;
  /**
   * The user that a token stands for, also one who is not active and so may do nothing.
   *
   * @throws CaError `unauthorized`, in the same words for a token that is unknown, expired or revoked.
   */
  authenticate(token: Secret): Promise<User>;
}

/** Every token begins with it, so that scanners of repositories know one when they see it. */
const prefix = 'certwright_';
const length = 40;
const shape = new RegExp(`^${prefix}[A-Za-z0-9]{${length}}$`);
const longestMs = 3650 * day;
const defaultLifeMs = 90 * day;

/** Makes the verbs. */
export function createTokens(context: Context): Tokens {
  return Object.freeze<Tokens>({
    create: (user, token) => createToken(context, user, token),
    list: async (user) => {
      const owner = user && (await getUser(context, user));
      return (await context.store.tokens.list(owner?.id)).map(toToken);
    },
    revoke: (ref, { actor = 'library' } = {}) => revokeToken(context, ref, actor),
    authenticate: (token) => authenticateToken(context, token),
  });
}

async function createToken(
  context: Context,
  ref: UserRef,
  { name: title, expiresMs = defaultLifeMs, actor = 'library' }: NewToken,
): ReturnType<Tokens['create']> {
  const { db, clock, events, store } = context;
  const name = parseTitle(title);
  const token = new Secret(prefix + randomText(length));
  const nowMs = clock.now();
  const times = { created_ms: nowMs, expires_ms: nowMs + checkLife(expiresMs) };
  const record = await refuseTaken(
    db.transaction<UserTables, ApiToken>(async (trx) => {
      const user = await getUser(context, ref, trx);
      const row = { user_id: user.id, name, hash: hashToken(token), ...times };
      const tokenId = await store.tokens.insert(trx, row);
      const expires = new Date(times.expires_ms).toISOString();
      const facts = { tokenId, userId: user.id, name, expires };
      await events.record(trx, 'token.created', { actor, ...facts });
      return getToken(context, { id: tokenId }, trx);
    }),
  );
  return { record, token };
}

async function revokeToken(
  context: Context,
  ref: Parameters<Tokens['revoke']>[0],
  actor: string,
): Promise<ApiToken> {
  const { db, clock, events, store } = context;
  const where =
    'id' in ref ? ref : { userId: (await getUser(context, ref.user)).id, name: ref.name };
  return db.transaction<UserTables, ApiToken>(async (trx) => {
    const row = await store.tokens.find(where, trx);
    if (!row || !(await store.tokens.revoke(trx, row.id, clock.now()))) throw noToken();
    const facts = { tokenId: row.id, userId: row.user_id, name: row.name };
    await events.record(trx, 'token.revoked', { actor, ...facts });
    return getToken(context, { id: row.id }, trx);
  });
}

async function authenticateToken(context: Context, token: Secret): Promise<User> {
  const { clock, store } = context;
  const nowMs = clock.now();
  const row = shape.test(token.reveal())
    ? await store.tokens.find({ hash: hashToken(token) })
    : undefined;
  if (!row || row.revoked_ms !== null || row.expires_ms <= nowMs) throw unknown();
  const user = await findUser(context, { id: row.user_id });
  if (!user) throw unknown();
  await noteUse(context, row, nowMs);
  return user;
}

/** Once a minute: a robot that polls shall not write with every request. */
async function noteUse({ db, store }: Context, row: TokenRow, nowMs: number): Promise<void> {
  if (row.last_used_ms !== null && nowMs - row.last_used_ms < minute) return;
  await db.transaction<UserTables, void>((trx) => store.tokens.use(trx, row.id, nowMs));
}

async function getToken(
  { store }: Context,
  where: { readonly id: number },
  trx: Parameters<typeof store.tokens.find>[1],
): Promise<ApiToken> {
  const row = await store.tokens.find(where, trx);
  if (!row) throw noToken();
  return toToken(row);
}

function toToken(row: TokenRow): ApiToken {
  return Object.freeze({
    id: row.id,
    user: row.user_name,
    name: row.name,
    created: new Date(row.created_ms),
    expires: new Date(row.expires_ms),
    lastUsed: row.last_used_ms === null ? null : new Date(row.last_used_ms),
    revoked: row.revoked_ms === null ? null : new Date(row.revoked_ms),
  });
}

/** A token has 238 random bits: nobody guesses it from a fast hash, and looking one up tells nothing by its time. */
function hashToken(token: Secret): string {
  return createHash('sha256').update(token.reveal()).digest('hex');
}

function checkLife(expiresMs: number): number {
  if (Number.isSafeInteger(expiresMs) && expiresMs >= 1000 && expiresMs <= longestMs)
    return expiresMs;
  throw new CaError('bad_request', 'A token lives from one second to ten years.');
}

async function refuseTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const detail = 'The user has a token of this name already; revoke it first.';
    throw new CaError('already_exists', detail, { cause: error });
  }
}

function noToken(): CaError {
  return new CaError('not_found', 'There is no such token.');
}

function unknown(): CaError {
  return new CaError('unauthorized', 'The token is not valid.');
}
