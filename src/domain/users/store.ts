import type { Generated, Insertable, Kysely, Selectable, Transaction, Updateable } from 'kysely';
import type { Database } from '#db';
import type { UserRef } from './user.ts';

/** One row of the table `user`. */
export interface UserTable {
  id: Generated<number>;
  name: string;
  email: string;
  /** PHC string. */
  password_hash: string;
  active: number;
  superuser: number;
  created_ms: number;
  updated_ms: number;
}

/** One row of the table `permission`: something that was granted. */
export interface PermissionTable {
  user_id: number;
  name: string;
}

/** Tables that only this file reads and writes. */
export interface UserTables {
  user: UserTable;
  permission: PermissionTable;
}

/** A user with the names of all that was granted. */
export type UserRow = Selectable<UserTable> & { readonly granted: readonly string[] };
export type Trx = Transaction<UserTables>;

/** All SQL of this room. */
export interface UserStore {
  /** With `trx`, what that transaction sees. */
  find(where: UserRef, trx?: Trx): Promise<UserRow | undefined>;
  /** In the order in which they were made. */
  list(): Promise<UserRow[]>;
  count(): Promise<number>;
  /** Gives the new id. */
  insert(trx: Trx, row: Insertable<UserTable>): Promise<number>;
  update(trx: Trx, id: number, changes: Updateable<UserTable>): Promise<void>;
  /** Puts `names` in place of all that was granted. */
  grant(trx: Trx, id: number, names: readonly string[]): Promise<void>;
  /** Puts one hash in place of another, unless the password was changed in the meantime. */
  replaceHash(trx: Trx, id: number, from: string, to: string): Promise<void>;
}

export function createStore(db: Database): UserStore {
  const reader = db.reader<UserTables>();
  return {
    find: async (where, trx) => {
      const [column, value] = 'id' in where ? (['user.id', where.id] as const) : byName(where);
      const rows = await joined(trx ?? reader)
        .where(column, '=', value)
        .execute();
      return group(rows)[0];
    },
    list: async () => group(await joined(reader).execute()),
    count: async () => {
      const { users } = await reader
        .selectFrom('user')
        .select(({ fn }) => fn.countAll<number>().as('users'))
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
    grant: async (trx, id, names) => {
      await trx.deleteFrom('permission').where('user_id', '=', id).execute();
      if (names.length === 0) return;
      const rows = names.map((name) => ({ user_id: id, name }));
      await trx.insertInto('permission').values(rows).execute();
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
}

function byName({ name }: { readonly name: string }): readonly ['user.name', string] {
  return ['user.name', name];
}

/** One statement, so that a user and what was granted are of one moment: a row for each permission, at least one. */
function joined(from: Kysely<UserTables>) {
  return from
    .selectFrom('user')
    .leftJoin('permission', 'permission.user_id', 'user.id')
    .selectAll('user')
    .select('permission.name as granted')
    .orderBy('user.id');
}

function group(rows: readonly (Selectable<UserTable> & { granted: string | null })[]): UserRow[] {
  const users = new Map<number, Selectable<UserTable> & { granted: string[] }>();
  for (const row of rows) {
    const user = users.get(row.id) ?? { ...row, granted: [] };
    if (row.granted !== null) user.granted.push(row.granted);
    users.set(row.id, user);
  }
  return [...users.values()];
}
