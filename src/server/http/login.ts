import type { FastifyRequest } from 'fastify';
import { CaError, isCaError, present } from '#base';
import type { Permission, User, Users } from '#users';
import { credentialsOf } from './basic.ts';
import type { Credentials } from './basic.ts';
import { parseBearer } from './bearer.ts';
import type { LoginLimit } from './login-limit.ts';

/** What the login needs of `#users`. */
export type Logins = Pick<Users, 'authenticate' | 'may'> & {
  readonly tokens: Pick<Users['tokens'], 'authenticate'>;
};

interface LoginParts {
  readonly users: Logins;
  readonly limit: LoginLimit;
}

/**
 * Finds out who asks and whether they may use the route at all, be it for one authority: which one, and whether for that
 * one, the surface judges that knows its addresses. Runs before the body is read. Only the `Authorization` header of
 * this very request counts: no cookie, no session, hence nothing that another site could make a browser send.
 * For the same reason a 401 names no scheme: a browser that asks its user would then send the password unasked.
 *
 * @throws CaError `unauthorized`, `forbidden`; HttpError 429 after too many failures.
 */
export async function logIn(
  request: FastifyRequest,
  permission: Permission,
  parts: LoginParts,
): Promise<User> {
  const user = await identify(request, parts);
  if (parts.users.may(user, permission, 'somewhere')) return user;
  throw new CaError('forbidden', `Needs ${permission}.`);
}

/** The user of a request on a route that wants a permission. */
export function caller(request: FastifyRequest): User {
  return present(request.user, 'caller of a route with a permission');
}

/** Tokens are not limited: nobody guesses 238 bits, and looking one up costs no more than a 404. */
async function identify(request: FastifyRequest, parts: LoginParts): Promise<User> {
  const { authorization } = request.headers;
  const token = parseBearer(authorization);
  if (token) return parts.users.tokens.authenticate(token);
  const credentials = credentialsOf(request.raw);
  if (credentials) return checkPassword(request, credentials, parts);
  throw new CaError('unauthorized', 'Log in with a user name and a password, or with a token.');
}

async function checkPassword(
  request: FastifyRequest,
  { username, password }: Credentials,
  { users, limit }: LoginParts,
): Promise<User> {
  await limit.check(request);
  try {
    const user = await users.authenticate(username, password);
    limit.noteSuccess(request);
    return user;
  } catch (error) {
    if (isCaError(error, 'unauthorized')) await limit.countFailure(request);
    throw error;
  }
}
