import { randomText, Secret } from '#base';
import { name as parseName } from '#x509';
import type { Authority } from '#authorities';
import type { App } from '#app';

/** What a first start needs of the app. */
export type FirstStartRooms = Pick<App, 'authorities' | 'users'>;

/** What was made just now, and what was there; nothing was made on a later start. */
export interface FirstStart {
  readonly root?: Authority;
  readonly issuing?: Authority;
  /** The first user; the password only when it was made here and so has to be told. */
  readonly admin?: { readonly name: string; readonly password?: Secret };
}

const rootSubject = 'CN=Certwright Root CA';
const issuingSubject = 'CN=Certwright Issuing CA';
const passwordLength = 24;

/**
 * Makes what a server needs before it is of use to anybody, as far as it is missing: a root and an authority below it
 * when there is no authority at all, and the user `admin` when there is no user. Each piece is looked for on its own, so
 * that a start which was cut short is completed by the next one, and what an operator has made is left alone.
 *
 * Root: EC P-384, 10 years. Issuing: EC P-256, 5 years, path length 0. Both are shown by the REST API.
 *
 * @param adminPassword  Default: one is made and returned, to be shown once.
 * @throws CaError `key_unavailable`, `bad_data_directory`; what was made before stays.
 */
export async function completeFirstStart(
  rooms: FirstStartRooms,
  adminPassword?: Secret,
): Promise<FirstStart> {
  const made = await makeAuthorities(rooms);
  if ((await rooms.users.count()) > 0) return made;
  const password = adminPassword ?? new Secret(randomText(passwordLength));
  const { name } = await rooms.users.create({
    name: 'admin',
    password,
    superuser: true,
    actor: 'first start',
  });
  return { ...made, admin: { name, password: adminPassword ? undefined : password } };
}

async function makeAuthorities({ authorities }: FirstStartRooms): Promise<FirstStart> {
  const all = await authorities.list();
  const found = all.find((each) => each.name === 'root' && each.parentId === null);
  const isOurs = found !== undefined && sameSubject(found, rootSubject);
  if (all.length > 0 && !(isOurs && all.length === 1)) return {};
  const root = found ?? (await makeRoot(authorities));
  const issuing = await authorities.create({
    name: 'issuing',
    subject: parseName(issuingSubject),
    parent: root,
    apiEnabled: true,
    actor: 'first start',
  });
  return { root: found ? undefined : root, issuing };
}

function makeRoot(authorities: FirstStartRooms['authorities']): Promise<Authority> {
  return authorities.create({
    name: 'root',
    subject: parseName(rootSubject),
    apiEnabled: true,
    actor: 'first start',
  });
}

function sameSubject({ subject }: Authority, text: string): boolean {
  return JSON.stringify(subject) === JSON.stringify(parseName(text));
}
