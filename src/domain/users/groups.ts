import { CaError } from '#base';
import { isUniqueViolation } from '#db';
import { parseTitle } from './checks.ts';
import type { Context } from './context.ts';
import { toGrants } from './find.ts';
import { formatGrant, parseGrants } from './grant.ts';
import type { Grant } from './grant.ts';
import type { Permission } from './permission.ts';
import type { GroupRow, Trx, UserTables } from './tables.ts';

/** Permissions under one name, held by every member. Frozen. */
export interface Group {
  readonly id: number;
  readonly name: string;
  /** Each once, in the order of the table of permissions. */
  readonly grants: readonly Grant[];
  /** Names of users, sorted. */
  readonly members: readonly string[];
  readonly created: Date;
  readonly updated: Date;
}

/** Names one group: a record of it, or one of its keys. */
export type GroupRef = { readonly id: number } | { readonly name: string };

/** What a new group is made from. */
export interface NewGroup {
  /** One line of 1 to 80 characters. */
  readonly name: string;
  /** A permission by its name holds for every authority. */
  readonly may: readonly (Permission | Grant)[];
  /** Who does it, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** Who may what, by the groups they are in. */
export interface Groups {
  /** Tells `group.created`. @throws CaError `already_exists`, `bad_request`. */
  create(group: NewGroup): Promise<Group>;
  /** @throws CaError `not_found`. */
  get(ref: GroupRef): Promise<Group>;
  /** By name. */
  list(): Promise<readonly Group[]>;
  /** Replaces what members may; tells `group.updated`. @throws CaError `not_found`, `bad_request`. */
  update(ref: GroupRef, changes: Omit<NewGroup, 'name'>): Promise<Group>;
  /** Takes from its members what they had by it; tells `group.deleted`. @throws CaError `not_found`. */
  delete(ref: GroupRef, options?: { readonly actor?: string }): Promise<void>;
}

/** Makes the verbs. */
export function createGroups(context: Context): Groups {
  return Object.freeze<Groups>({
    create: (group) => createGroup(context, group),
    get: (ref) => getGroup(context, ref),
    list: async () => {
      const rows = await context.store.groups.list();
      return Promise.all(rows.map((row) => toGroup(context, row)));
    },
    update: (ref, changes) => updateGroup(context, ref, changes),
    delete: (ref, { actor = 'library' } = {}) => deleteGroup(context, ref, actor),
  });
}

/** The groups of these names, each once, by name. @throws CaError `not_found`. */
export async function requireGroups(
  { store }: Context,
  trx: Trx,
  names: readonly string[],
): Promise<readonly GroupRow[]> {
  const rows: GroupRow[] = [];
  for (const name of new Set(names.toSorted())) {
    const row = await store.groups.find({ name }, trx);
    if (!row) throw noGroup(name);
    rows.push(row);
  }
  return rows;
}

async function createGroup(context: Context, request: NewGroup): Promise<Group> {
  const { db, clock, events, store } = context;
  const name = parseTitle(request.name);
  const grants = parseGrants(request.may);
  const times = { created_ms: clock.now(), updated_ms: clock.now() };
  try {
    return await db.transaction<UserTables, Group>(async (trx) => {
      const groupId = await store.groups.insert(trx, { name, ...times });
      await store.groups.grant(trx, groupId, grants);
      const may = grants.map(formatGrant);
      const { actor = 'library' } = request;
      await events.record(trx, 'group.created', { actor, groupId, name, may });
      return getGroup(context, { id: groupId }, trx);
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new CaError('already_exists', 'There is a group of this name already.', { cause: error });
  }
}

async function updateGroup(
  context: Context,
  ref: GroupRef,
  { may, actor = 'library' }: Omit<NewGroup, 'name'>,
): Promise<Group> {
  const { db, clock, events, store } = context;
  const grants = parseGrants(may);
  return db.transaction<UserTables, Group>(async (trx) => {
    const { id: groupId, name } = await getGroup(context, ref, trx);
    await store.groups.grant(trx, groupId, grants);
    await store.groups.touch(trx, groupId, clock.now());
    const facts = { actor, groupId, name, may: grants.map(formatGrant) };
    await events.record(trx, 'group.updated', facts);
    return getGroup(context, { id: groupId }, trx);
  });
}

async function deleteGroup(context: Context, ref: GroupRef, actor: string): Promise<void> {
  const { db, events, store } = context;
  await db.transaction<UserTables, void>(async (trx) => {
    const { id: groupId, name, members } = await getGroup(context, ref, trx);
    await store.groups.remove(trx, groupId);
    await events.record(trx, 'group.deleted', { actor, groupId, name, members });
  });
}

async function getGroup(context: Context, ref: GroupRef, trx?: Trx): Promise<Group> {
  const row = await context.store.groups.find(ref, trx);
  if (!row) throw noGroup('name' in ref ? ref.name : String(ref.id));
  return toGroup(context, row, trx);
}

async function toGroup({ store }: Context, row: GroupRow, trx?: Trx): Promise<Group> {
  const { granted, members } = await store.groups.parts(row.id, trx);
  return Object.freeze({
    id: row.id,
    name: row.name,
    grants: toGrants(granted),
    members: Object.freeze(members),
    created: new Date(row.created_ms),
    updated: new Date(row.updated_ms),
  });
}

function noGroup(name: string): CaError {
  return new CaError('not_found', `${name.slice(0, 80)}: There is no such group.`);
}
