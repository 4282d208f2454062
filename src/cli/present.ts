import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import type { Profile } from '#profiles';
import type { ApiToken, Grant, Group, User } from '#users';
import type { App } from '#app';

/** The object of the REST API for an authority. */
export async function authorityObject(
  app: App,
  authority: Authority,
): Promise<Record<string, unknown>> {
  const { presentAuthority } = await import('#rest');
  const [acme, ocsp, canSign] = await Promise.all([
    app.acme.policy(authority.id),
    app.ocsp.policy(authority.id),
    app.authorities.canSign(authority),
  ]);
  return { ...presentAuthority(authority, { acme, ocsp, canSign }) };
}

/** The object of the REST API for a certificate. */
export async function certificateObject(
  certificate: IssuedCertificate,
): Promise<Record<string, unknown>> {
  const { presentCertificate } = await import('#rest');
  return { ...presentCertificate(certificate) };
}

/** The object of the REST API for a profile. */
export async function profileObject(profile: Profile): Promise<Record<string, unknown>> {
  const { presentProfile } = await import('#rest');
  return presentProfile(profile);
}

/** A user in the manner of the REST API: names in snake_case, times in UTC. The password is not in it. */
export function userObject(user: User): Record<string, unknown> {
  return {
    id: user.id,
    created: formatTime(user.created),
    updated: formatTime(user.updated),
    name: user.name,
    email: user.email,
    active: user.active,
    superuser: user.superuser,
    permissions: user.permissions,
    groups: user.groups,
    grants: user.grants.map(grantObject),
  };
}

/** A group in the same manner. */
export function groupObject(group: Group): Record<string, unknown> {
  return {
    id: group.id,
    created: formatTime(group.created),
    updated: formatTime(group.updated),
    name: group.name,
    grants: group.grants.map(grantObject),
    members: group.members,
  };
}

/** What is on record about a token, in the same manner; the token is not in it. */
export function tokenObject(token: ApiToken): Record<string, unknown> {
  return {
    id: token.id,
    user: token.user,
    name: token.name,
    created: formatTime(token.created),
    expires: formatTime(token.expires),
    last_used: token.lastUsed && formatTime(token.lastUsed),
    revoked: token.revoked && formatTime(token.revoked),
  };
}

/** `authority` is the id of the one authority, null for every one. */
function grantObject({ permission, authorityId }: Grant): Record<string, unknown> {
  return { permission, authority: authorityId };
}

function formatTime(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}
