import type { Updateable } from 'kysely';
import { CaError } from '#base';
import { parseEmail, parsePassword } from './checks.ts';
import type { Context } from './context.ts';
import { getUser } from './find.ts';
import { formatGrant, parseGrants } from './grant.ts';
import { requireGroups } from './groups.ts';
import type { Trx, UserTable, UserTables } from './tables.ts';
import type { User, UserChanges, UserRef } from './user.ts';

/** See `Users.update`. */
export async function updateUser(
  context: Context,
  ref: UserRef,
  changes: UserChanges,
): Promise<User> {
  const { actor = 'library', active, superuser } = changes;
  const grants = changes.may && parseGrants(changes.may);
  const columns = await toColumns(context, changes);
  const { db, clock, events, store } = context;
  return db.transaction<UserTables, User>(async (trx) => {
    const before = await getUser(context, ref, trx);
    const { id, name } = before;
    await store.update(trx, id, { ...columns, updated_ms: clock.now() });
    await keepOneSuperuser(context, trx, before);
    if (grants) await store.grant(trx, id, grants);
    const groups = changes.groups && (await moveTo(context, trx, id, changes.groups));
    const may = grants?.map(formatGrant);
    await events.record(trx, 'user.updated', {
      actor,
      userId: id,
      name,
      changed: changedIn(changes),
      ...definedOf({ active, superuser, may, groups }),
    });
    return getUser(context, { id }, trx);
  });
}

/** Without a superuser nobody could give powers back over HTTP: the last one that is active stays both. */
async function keepOneSuperuser(
  { store }: Context,
  trx: Trx,
  { active, superuser }: User,
): Promise<void> {
  if (!active || !superuser || (await store.countSuperusers(trx)) > 0) return;
  throw new CaError('refused', 'This is the last active superuser; make another one first.');
}

/** Gives the names of the groups. */
async function moveTo(
  context: Context,
  trx: Trx,
  userId: number,
  names: readonly string[],
): Promise<readonly string[]> {
  const groups = await requireGroups(context, trx, names);
  const ids = groups.map(({ id }) => id);
  await context.store.groups.setMemberships(trx, userId, ids);
  return groups.map(({ name }) => name);
}

async function toColumns(
  { passwords }: Context,
  { password, email, active, superuser }: UserChanges,
): Promise<Updateable<UserTable>> {
  const columns = {
    email: email === undefined ? undefined : parseEmail(email),
    active: active === undefined ? undefined : Number(active),
    superuser: superuser === undefined ? undefined : Number(superuser),
  };
  const secret = password === undefined ? undefined : parsePassword(password);
  return definedOf({ ...columns, password_hash: secret && (await passwords.hash(secret)) });
}

/** Of a password and an email the log shall know no more than that they were changed. */
function changedIn(changes: UserChanges): string[] {
  return Object.keys(definedOf(changes)).filter((name) => name !== 'actor');
}

function definedOf<T extends object>(values: T): Partial<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}
