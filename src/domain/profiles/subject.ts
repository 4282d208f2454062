import { CaError } from '#base';
import { commonName, findExtension, mergeNames, type Extension, type Name } from '#x509';
import type { DraftRequest } from './draft-request.ts';
import type { Profile } from './profile.ts';

type Asked = Pick<DraftRequest, 'subject' | 'completeSubject'>;

/** As {@link findSubject}. @throws CaError `bad_name` when there is no name at all. */
export function completeSubject(
  profile: Profile,
  request: Asked,
  extensions: readonly Extension[],
): Name {
  const subject = findSubject(profile, request, extensions);
  if (subject) return subject;
  throw new CaError('bad_name', 'Must name at least a CN or a subjectAlternativeName.');
}

/**
 * The request's subject over the profile's; without a CN, the first host or address of the SAN becomes it. Undefined when
 * there is no name at all.
 *
 * @param extensions  Those of the certificate.
 */
export function findSubject(
  profile: Profile,
  request: Asked,
  extensions: readonly Extension[],
): Name | undefined {
  const asked = request.subject ?? [];
  if (request.completeSubject === false) return asked;
  const { base } = profile;
  const nameOrder = profile.nameOrder ?? undefined;
  const subject = base.length > 0 ? mergeNames(base, asked, nameOrder) : asked;
  if (commonName(subject) !== undefined) return subject;
  const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
  const [first] = names.flatMap((each) =>
    each.type === 'DNS' || each.type === 'IP' ? [each.value] : [],
  );
  if (first !== undefined && first.length <= 64)
    return mergeNames(subject, [{ oid: '2.5.4.3', value: first }], nameOrder);
  return names.length === 0 && profile.subject !== false ? undefined : subject;
}
