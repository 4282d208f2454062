import type { Updateable } from 'kysely';
import { parseEmail, parsePassword, parsePermissions } from './checks.ts';
import type { Context } from './context.ts';
import { getUser } from './find.ts';
import type { UserTable, UserTables } from './store.ts';
import type { User, UserChanges, UserRef } from './user.ts';

/** See `Users.update`. */
export async function updateUser(
  context: Context,
  ref: UserRef,
  changes: UserChanges,
): Promise<User> {
  const { actor = 'library', may: asked, active, superuser } = changes;
  const may = asked && parsePermissions(asked);
  const columns = await toColumns(context, changes);
  const { db, clock, events, store } = context;
  return db.transaction<UserTables, User>(async (trx) => {
    const { id, name } = await getUser(context, ref, trx);
    await store.update(trx, id, { ...columns, updated_ms: clock.now() });
    if (may) await store.grant(trx, id, may);
    await events.record(trx, 'user.updated', {
      actor,
      userId: id,
      name,
      changed: changedIn(changes),
      ...definedOf({ active, superuser, may }),
    });
    return getUser(context, { id }, trx);
  });
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
