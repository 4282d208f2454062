import { CaError } from '#base';
import type { KeyRef } from '#keys';
import { commonName, type Certificate } from '#x509';
import type { Authority, AuthorityRef } from './authority.ts';
import type { Context } from './context.ts';
import { toAuthority } from './record.ts';
import { findSerial } from './serial.ts';
import type { Signer } from './sign.ts';
import { isUsable } from './state.ts';

/** The authority that `ref` names, or undefined; by a serial also when the certificate with it is not its present one. */
export async function findAuthority(
  { store }: Context,
  ref: AuthorityRef,
): Promise<Authority | undefined> {
  const serial = 'id' in ref || !('serial' in ref) ? undefined : findSerial(ref.serial);
  if ('serial' in ref && !('id' in ref) && serial === undefined) return undefined;
  const row = await store.find(serial === undefined ? idOrName(ref) : { serial });
  return row && toAuthority(row);
}

function idOrName(ref: AuthorityRef): { id: number } | { name: string } {
  if ('id' in ref) return { id: ref.id };
  return { name: 'name' in ref ? ref.name : '' };
}

/** As {@link findAuthority}; throws `not_found` when there is none. */
export async function getAuthority(context: Context, ref: AuthorityRef): Promise<Authority> {
  const authority = await findAuthority(context, ref);
  if (!authority) throw notFound();
  return authority;
}

/** The private key of an authority, as far as this room lets it out: to `sign.ts`. */
export async function signerOf(context: Context, authority: Authority): Promise<Signer> {
  return (await lookAgain(context, authority)).signer;
}

/** An authority as it stands on record now, and its private key. @throws CaError `not_found`. */
export async function lookAgain(
  { store }: Context,
  { id }: Authority,
): Promise<{ readonly fresh: Authority; readonly signer: Signer }> {
  const row = await store.find({ id });
  if (!row) throw notFound();
  const fresh = toAuthority(row);
  const keyRef = JSON.parse(row.key_ref) as KeyRef;
  return {
    fresh,
    signer: { keyBackend: row.key_backend, keyRef, spki: fresh.certificate.spki },
  };
}

function notFound(): CaError {
  return new CaError('not_found', 'Certificate authority not found.');
}

/** Every authority, or those whose present certificate has one of `serials`, in the order in which they were made. */
export async function listAuthorities(
  { store }: Context,
  serials?: readonly string[],
): Promise<Authority[]> {
  return (await store.list(serials)).map(toAuthority);
}

/**
 * The one authority that a person means by `text`: the serial of one of its certificates, the beginning of that of its
 * present one, its name or its CN. An exact match wins over a prefix.
 *
 * @throws CaError `not_found`, `bad_request` (several match).
 */
export async function resolveAuthority(context: Context, text: string): Promise<Authority> {
  const serial = findSerial(text);
  const exact = serial === undefined ? undefined : await findAuthority(context, { serial });
  if (exact) return exact;
  const all = await listAuthorities(context);
  const tests: ((authority: Authority) => boolean)[] = [
    (each) => each.name === text,
    (each) => commonName(each.subject) === text,
    (each) => serial !== undefined && each.serial.startsWith(serial),
  ];
  for (const test of tests) {
    const [found, second] = all.filter(test);
    if (second)
      throw new CaError('bad_request', `${text}: Multiple Certificate authorities match.`);
    if (found) return found;
  }
  throw new CaError('not_found', `${text}: Certificate authority not found.`);
}

/**
 * The authority to take when nobody names one: among the usable ones, one that has no authorities below it before one
 * that has; then the one that ends last; of equals the lowest serial.
 */
export async function preferredAuthority(context: Context): Promise<Authority> {
  const now = context.clock.now();
  const all = await listAuthorities(context);
  const parents = new Set(all.map((each) => each.parentId));
  const [first] = all
    .filter((each) => isUsable(each, now))
    .sort(
      (a, b) =>
        Number(parents.has(a.id)) - Number(parents.has(b.id)) ||
        b.notAfter.getTime() - a.notAfter.getTime() ||
        (a.serial < b.serial ? -1 : 1),
    );
  if (!first) throw new CaError('not_found', 'No CA is currently usable.');
  return first;
}

/** `authority` and what stands above it, itself first, the root last. */
export async function chainOf(context: Context, authority: Authority): Promise<Authority[]> {
  const chain = [authority];
  for (let top = authority; top.parentId !== null; chain.push(top))
    top = await getAuthority(context, { id: top.parentId });
  return chain;
}

/** The certificates above that of `authority`, its issuer's first, as far as they are known. */
export async function certificatesAbove(
  context: Context,
  authority: Authority,
): Promise<Certificate[]> {
  const [, ...above] = await chainOf(context, authority);
  const top = above.at(-1) ?? authority;
  return [...above.map(({ certificate }) => certificate), ...top.outside];
}
