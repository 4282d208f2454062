import type { CompiledQuery, Insertable, Kysely, Selectable, SelectQueryBuilder } from 'kysely';
import type { TokenTable, Trx, UserTables } from './tables.ts';

/** A token with the name of its user. */
export type TokenRow = Selectable<TokenTable> & { readonly user_name: string };

/** How a token is named: by what it is, by its id, or by its name among those of a user that are not revoked. */
export type TokenWhere =
  | { readonly hash: string }
  | { readonly id: number }
  | { readonly userId: number; readonly name: string };

/** The SQL about tokens. */
export interface TokenStore {
  find(where: TokenWhere, trx?: Trx): Promise<TokenRow | undefined>;
  /** In the order in which they were made: of one user, or of all. */
  list(userId?: number): Promise<TokenRow[]>;
  /** Gives the new id. */
  insert(trx: Trx, row: Insertable<TokenTable>): Promise<number>;
  /** False when it was revoked already. */
  revoke(trx: Trx, id: number, nowMs: number): Promise<boolean>;
  /** Notes that it was used; never goes back. */
  use(trx: Trx, id: number, nowMs: number): Promise<void>;
}

export function createTokenStore(reader: Kysely<UserTables>): TokenStore {
  // Compiled once: every request with a token asks.
  const byHash: CompiledQuery<TokenRow> = narrow(tokens(reader), { hash: '' }).compile();
  return {
    find: async (where, trx) => {
      const from = trx ?? reader;
      const query =
        'hash' in where
          ? { ...byHash, parameters: [where.hash] }
          : narrow(tokens(from), where).compile();
      const { rows } = await from.executeQuery<TokenRow>(query);
      return rows[0];
    },
    list: (userId) => {
      const all = tokens(reader).orderBy('api_token.id');
      return (userId === undefined ? all : all.where('user_id', '=', userId)).execute();
    },
    insert: async (trx, row) => {
      const inserted = trx.insertInto('api_token').values(row).returning('id');
      return (await inserted.executeTakeFirstOrThrow()).id;
    },
    revoke: async (trx, id, nowMs) => {
      const { numUpdatedRows } = await trx
        .updateTable('api_token')
        .set({ revoked_ms: nowMs })
        .where('id', '=', id)
        .where('revoked_ms', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    use: async (trx, id, nowMs) => {
      await trx
        .updateTable('api_token')
        .set({ last_used_ms: nowMs })
        .where('id', '=', id)
        .where((row) => row.or([row('last_used_ms', 'is', null), row('last_used_ms', '<', nowMs)]))
        .execute();
    },
  };
}

type TokenQuery = SelectQueryBuilder<UserTables, 'api_token' | 'user', TokenRow>;

function tokens(from: Kysely<UserTables>): TokenQuery {
  return from
    .selectFrom('api_token')
    .innerJoin('user', 'user.id', 'api_token.user_id')
    .selectAll('api_token')
    .select('user.name as user_name');
}

function narrow(query: TokenQuery, where: TokenWhere): TokenQuery {
  if ('hash' in where) return query.where('api_token.hash', '=', where.hash);
  if ('id' in where) return query.where('api_token.id', '=', where.id);
  return query
    .where('api_token.user_id', '=', where.userId)
    .where('api_token.name', '=', where.name)
    .where('api_token.revoked_ms', 'is', null);
}
