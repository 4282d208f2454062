/**
 * People and robots: who may log in with which password or token, and what they may then do. Knows usernames, passwords
 * (as Argon2id hashes, RFC 9106), API tokens, groups and permissions, which hold for every authority or for single ones,
 * and the names that django-ca has for them; does not know how a request carries them, nor what a permission opens: that
 * is said where the request comes in. Authorities are ids here, nothing else.
 * Tables: `user`, `permission`, `scoped_permission`, `user_group`, `group_permission`, `group_member`, `api_token`.
 * Events: `user.created`, `user.updated`, `group.created`, `group.updated`, `group.deleted`, `token.created`,
 * `token.revoked`.
 */
export type { UsersOptions } from './context.ts';
export { formatGrant } from './grant.ts';
export type { Grant, Place } from './grant.ts';
export type { Group, GroupRef, Groups, NewGroup } from './groups.ts';
export { migrations } from './migrations.ts';
export type { HashCost } from './password-hash.ts';
export { codenames, isPermission, permissions } from './permission.ts';
export type { Permission } from './permission.ts';
export type { ApiToken, NewToken, Tokens } from './tokens.ts';
export type { NewUser, User, UserChanges, UserRef } from './user.ts';
export { createUsers } from './users.ts';
export type { Users } from './users.ts';
