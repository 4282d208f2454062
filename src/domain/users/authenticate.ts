import { CaError, Secret } from '#base';
import { isPassword } from './checks.ts';
import type { Context } from './context.ts';
import { findRow, toUser } from './find.ts';
import type { UserRow } from './store.ts';
import type { UserTables } from './tables.ts';
import type { User } from './user.ts';

/** See `Users.authenticate`. */
export async function authenticate(
  context: Context,
  name: string,
  password: string | Secret,
): Promise<User> {
  const secret = typeof password === 'string' ? new Secret(password) : password;
  if (!isPassword(secret.reveal())) throw unauthorized();
  const row = await findRow(context, { name });
  const right = await context.passwords.verify(row?.name ?? '', secret, row?.password_hash);
  if (!row || !right) throw unauthorized();
  await renewHash(context, row, secret);
  return toUser(row);
}

async function renewHash(context: Context, row: UserRow, password: Secret): Promise<void> {
  const { db, passwords, store } = context;
  if (!passwords.isOutdated(row.password_hash)) return;
  const hash = await passwords.hash(password);
  await db.transaction<UserTables, void>((trx) =>
    store.replaceHash(trx, row.id, row.password_hash, hash),
  );
}

function unauthorized(): CaError {
  return new CaError('unauthorized', 'The name or the password is wrong.');
}
