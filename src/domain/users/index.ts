/**
 * People and robots: who may log in with which password, and what they may then do. Knows usernames, passwords (as
 * Argon2id hashes, RFC 9106) and permissions, and the names that django-ca has for these; does not know how a request
 * carries them, nor what a permission opens: that is said where the request comes in.
 * Tables: `user`, `permission`. Events: `user.created`, `user.updated`.
 */
export type { UsersOptions } from './context.ts';
export { migrations } from './migrations.ts';
export type { HashCost } from './password-hash.ts';
export { codenames, isPermission, permissions } from './permission.ts';
export type { Permission } from './permission.ts';
export type { NewUser, User, UserChanges, UserRef } from './user.ts';
export { createUsers } from './users.ts';
export type { Users } from './users.ts';
