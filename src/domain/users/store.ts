import { sql } from 'kysely';
import type { Insertable, Kysely, Selectable, SelectQueryBuilder, Updateable } from 'kysely';
import { compileOnce, untilWritten } from '#db';
import type { Database } from '#db';
import type { Grant } from './grant.ts';
import { createGroupStore } from './group-store.ts';
import type { GroupStore } from './group-store.ts';
import type { Trx, UserTable, UserTables } from './tables.ts';
import { createTokenStore } from './token-store.ts';
import type { TokenStore } from './token-store.ts';
import type { UserRef } from './user.ts';

/** One thing that a user holds: by a group, where one is named. */
export interface GrantedRow {
  readonly permission: string;
  readonly authorityId: number | null;
  readonly group: string | null;
}

/** A user with all that was granted and the names of the groups. */
export type UserRow = Selectable<UserTable> & {
  readonly granted: readonly GrantedRow[];
  readonly groups: readonly string[];
};

/** The SQL of this room. */
export interface UserStore {
  readonly groups: GroupStore;
  readonly tokens: TokenStore;
  /** With `trx`, what that transaction sees. */
  find(where: UserRef, trx?: Trx): Promise<UserRow | undefined>;
  /** In the order in which they were made. */
  list(): Promise<UserRow[]>;
  count(): Promise<number>;
  /** How many superusers are active. */
  countSuperusers(trx: Trx): Promise<number>;
  /** Gives the new id. */
  insert(trx: Trx, row: Insertable<UserTable>): Promise<number>;
  update(trx: Trx, id: number, changes: Updateable<UserTable>): Promise<void>;
  /** Puts `grants` in place of all that was granted to the user alone. */
  grant(trx: Trx, id: number, grants: readonly Grant[]): Promise<void>;
  /** Puts one hash in place of another, unless the password was changed in the meantime. */
  replaceHash(trx: Trx, id: number, from: string, to: string): Promise<void>;
}

/** All that a user's row is gathered from. */
const sources: readonly (keyof UserTables)[] = [
  'user',
  'permission',
  'scoped_permission',
  'user_group',
  'group_permission',
  'group_member',
];

export function createStore(db: Database): UserStore {
  const reader = db.reader<UserTables>();
  const find = compileOnce(reader, (from, where: UserRef) => withGrants(from, where));
  const remembered = untilWritten<UserRow | undefined>(db, sources);
  return {
    groups: createGroupStore(reader),
    tokens: createTokenStore(reader),
    find: (where, trx) => {
      const look = async (): Promise<UserRow | undefined> =>
        gather((await find(where, trx)).rows)[0];
      return trx ? look() : remembered('id' in where ? `${where.id}` : `=${where.name}`, look);
    },
    list: async () => gather(await withGrants(reader).execute()),
    count: async () => {
      const { users } = await reader
        .selectFrom('user')
        .select(({ fn }) => fn.countAll<number>().as('users'))
        .executeTakeFirstOrThrow();
      return users;
    },
    ...userWrites,
  };
}

const userWrites: Pick<
  UserStore,
  'countSuperusers' | 'insert' | 'update' | 'grant' | 'replaceHash'
> = {
  countSuperusers: async (trx) => {
    const { users } = await trx
      .selectFrom('user')
      .select(({ fn }) => fn.countAll<number>().as('users'))
      .where('superuser', '=', 1)
      .where('active', '=', 1)
      .executeTakeFirstOrThrow();
    return users;
  },
  insert: async (trx, row) => {
    const inserted = trx.insertInto('user').values(row).returning('id');
    return (await inserted.executeTakeFirstOrThrow()).id;
  },
  update: async (trx, id, changes) => {
    await trx.updateTable('user').set(changes).where('id', '=', id).execute();
  },
  grant: async (trx, id, grants) => {
    await trx.deleteFrom('permission').where('user_id', '=', id).execute();
    await trx.deleteFrom('scoped_permission').where('user_id', '=', id).execute();
    for (const { permission: name, authorityId } of grants) {
      const row = { user_id: id, name };
      await (
        authorityId === null
          ? trx.insertInto('permission').values(row)
          : trx.insertInto('scoped_permission').values({ ...row, authority_id: authorityId })
      ).execute();
    }
  },
  replaceHash: async (trx, id, from, to) => {
    await trx
      .updateTable('user')
      .set({ password_hash: to })
      .where('id', '=', id)
      .where('password_hash', '=', from)
      .execute();
  },
};

interface JoinedRow extends Selectable<UserTable> {
  readonly granted: string | null;
  readonly authority_id: number | null;
  readonly group_name: string | null;
}

/**
 * One statement, so that a user and what was granted are of one moment: one row for the user alone, one for each thing
 * granted, one for each group and for each thing granted to it.
 */
function withGrants(
  from: Kysely<UserTables>,
  where?: UserRef,
): SelectQueryBuilder<UserTables, 'user', JoinedRow> {
  const users = from
    .selectFrom('user')
    .selectAll('user')
    .$if(where !== undefined, (query) =>
      where && 'id' in where
        ? query.where('user.id', '=', where.id)
        : query.where('user.name', '=', where?.name ?? ''),
    );
  const alone = users.select([
    sql<string | null>`cast(null as text)`.as('granted'),
    sql<number | null>`cast(null as integer)`.as('authority_id'),
    sql<string | null>`cast(null as text)`.as('group_name'),
  ]);
  const everywhere = users
    .innerJoin('permission', 'permission.user_id', 'user.id')
    .select([
      'permission.name as granted',
      sql<number | null>`cast(null as integer)`.as('authority_id'),
      sql<string | null>`cast(null as text)`.as('group_name'),
    ]);
  const scoped = users
    .innerJoin('scoped_permission', 'scoped_permission.user_id', 'user.id')
    .select([
      'scoped_permission.name as granted',
      'scoped_permission.authority_id',
      sql<string | null>`cast(null as text)`.as('group_name'),
    ]);
  const byGroup = users
    .innerJoin('group_member', 'group_member.user_id', 'user.id')
    .innerJoin('user_group', 'user_group.id', 'group_member.group_id')
    .leftJoin('group_permission', 'group_permission.group_id', 'user_group.id')
    .select([
      'group_permission.name as granted',
      sql<number | null>`nullif(group_permission.authority_id, 0)`.as('authority_id'),
      'user_group.name as group_name',
    ]);
  const all = alone.unionAll(everywhere).unionAll(scoped).unionAll(byGroup);
  // One user needs no sorting, which would cost as much as finding him.
  return where === undefined ? all.orderBy('id') : all;
}

function gather(rows: readonly JoinedRow[]): UserRow[] {
  const users = new Map<number, UserRow & { granted: GrantedRow[]; groups: string[] }>();
  for (const { granted, authority_id: authorityId, group_name: group, ...row } of rows) {
    const user = users.get(row.id) ?? { ...row, granted: [], groups: [] };
    if (granted !== null) user.granted.push({ permission: granted, authorityId, group });
    if (group !== null && !user.groups.includes(group)) user.groups.push(group);
    users.set(row.id, user);
  }
  return [...users.values()];
}
