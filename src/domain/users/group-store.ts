import type { Insertable, Kysely } from 'kysely';
import type { Grant } from './grant.ts';
import type { GroupRow, GroupTable, Trx, UserTables } from './tables.ts';

/** How a group is named. */
export type GroupWhere = { readonly id: number } | { readonly name: string };

/** What a group holds, and who is in it. */
export interface GroupParts {
  readonly granted: readonly { readonly permission: string; readonly authorityId: number | null }[];
  /** Names of users, sorted. */
  readonly members: readonly string[];
}

/** The SQL about groups. */
export interface GroupStore {
  find(where: GroupWhere, trx?: Trx): Promise<GroupRow | undefined>;
  /** By name. */
  list(): Promise<GroupRow[]>;
  parts(id: number, trx?: Trx): Promise<GroupParts>;
  /** Gives the new id. */
  insert(trx: Trx, row: Insertable<GroupTable>): Promise<number>;
  touch(trx: Trx, id: number, nowMs: number): Promise<void>;
  /** Puts `grants` in place of all that the group had. */
  grant(trx: Trx, id: number, grants: readonly Grant[]): Promise<void>;
  /** Removes the group, what it had and who was in it. */
  remove(trx: Trx, id: number): Promise<void>;
  /** Puts the user into these groups and no others. */
  setMemberships(trx: Trx, userId: number, groupIds: readonly number[]): Promise<void>;
}

export function createGroupStore(reader: Kysely<UserTables>): GroupStore {
  return {
    find: (where, trx) => {
      const all = (trx ?? reader).selectFrom('user_group').selectAll();
      const named =
        'id' in where ? all.where('id', '=', where.id) : all.where('name', '=', where.name);
      return named.executeTakeFirst();
    },
    list: () => reader.selectFrom('user_group').selectAll().orderBy('name').execute(),
    parts: (id, trx) => readParts(trx ?? reader, id),
    ...groupWrites,
  };
}

const groupWrites: Pick<GroupStore, 'insert' | 'touch' | 'grant' | 'remove' | 'setMemberships'> = {
  insert: async (trx, row) => {
    const inserted = trx.insertInto('user_group').values(row).returning('id');
    return (await inserted.executeTakeFirstOrThrow()).id;
  },
  touch: async (trx, id, nowMs) => {
    await trx.updateTable('user_group').set({ updated_ms: nowMs }).where('id', '=', id).execute();
  },
  grant: async (trx, id, grants) => {
    await trx.deleteFrom('group_permission').where('group_id', '=', id).execute();
    for (const { permission: name, authorityId } of grants)
      await trx
        .insertInto('group_permission')
        .values({ group_id: id, name, authority_id: authorityId ?? 0 })
        .execute();
  },
  remove: async (trx, id) => {
    await trx.deleteFrom('group_permission').where('group_id', '=', id).execute();
    await trx.deleteFrom('group_member').where('group_id', '=', id).execute();
    await trx.deleteFrom('user_group').where('id', '=', id).execute();
  },
  setMemberships: async (trx, userId, groupIds) => {
    await trx.deleteFrom('group_member').where('user_id', '=', userId).execute();
    for (const groupId of groupIds)
      await trx.insertInto('group_member').values({ user_id: userId, group_id: groupId }).execute();
  },
};

async function readParts(from: Kysely<UserTables>, id: number): Promise<GroupParts> {
  const rows = await from
    .selectFrom('group_permission')
    .select(['name', 'authority_id'])
    .where('group_id', '=', id)
    .execute();
  const members = await from
    .selectFrom('group_member')
    .innerJoin('user', 'user.id', 'group_member.user_id')
    .select('user.name')
    .where('group_member.group_id', '=', id)
    .orderBy('user.name')
    .execute();
  return {
    granted: rows.map((row) => ({ permission: row.name, authorityId: row.authority_id || null })),
    members: members.map(({ name }) => name),
  };
}
