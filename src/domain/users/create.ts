import { CaError } from '#base';
import { isUniqueViolation } from '#db';
import { parseEmail, parsePassword, parseUsername } from './checks.ts';
import type { Context } from './context.ts';
import { getUser } from './find.ts';
import { formatGrant, parseGrants } from './grant.ts';
import { requireGroups } from './groups.ts';
import { permissions } from './permission.ts';
import type { UserTables } from './tables.ts';
import type { NewUser, User } from './user.ts';

/** See `Users.create`. The password is hashed before the transaction, which no other writer waits for. */
export async function createUser(context: Context, request: NewUser): Promise<User> {
  const { db, clock, events, store } = context;
  const { active = true, superuser = false, actor = 'library' } = request;
  const name = parseUsername(request.name);
  const email = parseEmail(request.email ?? '');
  const grants = parseGrants(request.may ?? permissions);
  const may = grants.map(formatGrant);
  const hash = await context.passwords.hash(parsePassword(request.password));
  const nowMs = clock.now();
  const row = {
    name,
    email,
    password_hash: hash,
    active: Number(active),
    superuser: Number(superuser),
    created_ms: nowMs,
    updated_ms: nowMs,
  };
  return refuseTaken(
    db.transaction<UserTables, User>(async (trx) => {
      const userId = await store.insert(trx, row);
      await store.grant(trx, userId, grants);
      const groups = await requireGroups(context, trx, request.groups ?? []);
      await store.groups.setMemberships(
        trx,
        userId,
        groups.map(({ id }) => id),
      );
      const facts = { name, active, superuser, may, groups: groups.map((group) => group.name) };
      await events.record(trx, 'user.created', { actor, userId, ...facts });
      return getUser(context, { id: userId }, trx);
    }),
  );
}

async function refuseTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new CaError('already_exists', 'There is a user of this name already.', { cause: error });
  }
}
