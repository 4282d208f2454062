import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import type { User } from '#users';
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
  };
}

function formatTime(time: Date): string {
  return time.toISOString().replace('.000Z', 'Z');
}
