import type { FastifyRequest } from 'fastify';
import { CaError, isCaError, present } from '#base';
import type { Permission, User, Users } from '#users';
import { parseBasic } from './basic.ts';
import type { LoginLimit } from './login-limit.ts';

/** What the login needs of `#users`. */
export type Logins = Pick<Users, 'authenticate' | 'may'>;

/**
 * Finds out who asks and whether they may use the route; runs before the body is read. Only the `Authorization`
 * header of this very request counts: no cookie, no session, hence nothing that another site could make a browser send.
 * For the same reason a 401 names no scheme: a browser that asks its user would then send the password unasked.
 *
 * @throws CaError `unauthorized`, `forbidden`; HttpError 429 after too many failures.
 */
export async function logIn(
  request: FastifyRequest,
  permission: Permission,
  { users, limit }: { readonly users: Logins; readonly limit: LoginLimit },
): Promise<User> {
  const credentials = parseBasic(request.headers.authorization);
  if (!credentials) throw new CaError('unauthorized', 'Log in with a user name and a password.');
  await limit.check(request);
  try {
    const user = await users.authenticate(credentials.username, credentials.password);
    if (!users.may(user, permission)) throw new CaError('forbidden', `Needs ${permission}.`);
    return user;
  } catch (error) {
    if (isCaError(error, 'unauthorized')) await limit.countFailure(request);
    throw error;
  }
}

/** The user of a request on a route that wants a permission. */
export function caller(request: FastifyRequest): User {
  return present(request.user, 'caller of a route with a permission');
}
