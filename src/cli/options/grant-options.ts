import type { App } from '#app';
import { permissions, type Grant, type Permission } from '#users';

/** What `--may` and its like say of their values. */
export const grantsHelp: string = `${permissions.join(' ')}; for one authority only as PERMISSION@AUTHORITY, by its name, CN or serial`;

/**
 * The permissions that a person means, `certificate.sign@issuing` for those at one authority.
 *
 * @throws CaError as `authorities.resolve` does. Whether there is such a permission, the room says.
 */
export async function readGrants(app: App, texts: readonly string[]): Promise<readonly Grant[]> {
  return Promise.all(
    texts.map(async (text) => {
      const [name = '', ...rest] = text.split('@');
      const authority =
        rest.length === 0 ? undefined : await app.authorities.resolve(rest.join('@'));
      return { permission: name as Permission, authorityId: authority?.id ?? null };
    }),
  );
}

/** The same for people: authorities by name. */
export async function grantTexts(app: App, grants: readonly Grant[]): Promise<readonly string[]> {
  if (grants.every(({ authorityId }) => authorityId === null))
    return grants.map(({ permission }) => permission);
  const names = new Map((await app.authorities.list()).map(({ id, name }) => [id, name]));
  return grants.map(({ permission, authorityId }) =>
    authorityId === null
      ? permission
      : `${permission}@${names.get(authorityId) ?? String(authorityId)}`,
  );
}
