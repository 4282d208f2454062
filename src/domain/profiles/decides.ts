import { isDeepStrictEqual } from 'node:util';
import { CaError, minute, type Problem } from '#base';
import { formatKeySpec, type Extension, type Name, type SubjectKeySpec } from '#x509';
import type { DraftRequest } from './draft-request.ts';
import type { Decider, Profile } from './profile.ts';
import { findSubject } from './subject.ts';
import { floorToMinute, lastMinute } from './validity.ts';

/**
 * The request without what the profile leaves to the CA.
 *
 * @param request  Not judged: see {@link checkDecided}.
 */
export function requesterPart<R extends Omit<DraftRequest, 'key'>>(
  { decides }: Profile,
  request: R,
): R {
  const byCa = {
    ...(decides.subject === 'ca' && { subject: undefined, completeSubject: undefined }),
    ...(decides.algorithm === 'ca' && { algorithm: undefined }),
    ...(decides.validity === 'ca' && { notAfter: undefined }),
  };
  const extensions = request.extensions?.filter(({ type }) => deciderOf(decides, type) !== 'ca');
  return { ...request, ...byCa, ...(extensions && { extensions }) };
}

/**
 * Throws when a request says of a field that the CA decides anything else than the CA does. To say the same is no offence:
 * a client that repeats the first host name as the CN, say.
 *
 * @throws CaError `bad_key` (a kind of key that the profile does not take), `refused` with one problem for each field.
 */
export function checkDecided(profile: Profile, request: DraftRequest, nowMs: number): void {
  checkKeyType(profile, request.key);
  const problems = [
    ...subjectProblems(profile, request),
    ...algorithmProblems(profile, request),
    ...validityProblems(profile, request, nowMs),
    ...extensionProblems(profile, request),
  ];
  const [first] = problems;
  if (first) throw new CaError('refused', first.detail, { problems });
}

function checkKeyType({ name, keyTypes }: Profile, key: SubjectKeySpec): void {
  const kind = formatKeySpec(key);
  if (keyTypes === null || keyTypes.some((each) => each === kind || kind.startsWith(`${each} `)))
    return;
  throw new CaError(
    'bad_key',
    `The profile ${name} takes no ${kind} keys, but: ${keyTypes.join(', ')}.`,
    { problems: [{ path: ['key'], code: 'key_type', detail: `${kind} is not among the kinds.` }] },
  );
}

function subjectProblems(profile: Profile, request: DraftRequest): Problem[] {
  const { subject = [] } = request;
  if (profile.decides.subject !== 'ca' || subject.length === 0) return [];
  const part = requesterPart(profile, request);
  const own = Object.values(profile.extensions).filter((each) => each !== null);
  const decided = findSubject(profile, part, [...(part.extensions ?? []), ...own]) ?? [];
  return subject.every((each) => isIn(decided, each)) ? [] : [problem(profile, ['subject'])];
}

function isIn(name: Name, { oid, value }: Name[number]): boolean {
  return name.some((each) => each.oid === oid && each.value === value);
}

function algorithmProblems(profile: Profile, { algorithm }: DraftRequest): Problem[] {
  const isFree = profile.decides.algorithm !== 'ca' || algorithm === undefined;
  return isFree || algorithm === profile.algorithm ? [] : [problem(profile, ['algorithm'])];
}

function validityProblems(profile: Profile, { notAfter }: DraftRequest, nowMs: number): Problem[] {
  const { validity } = profile.decides;
  if (validity === 'requester' || notAfter === undefined) return [];
  const beyondMs = floorToMinute(notAfter.getTime()) - lastMinute(nowMs, profile.expiresMs);
  const isSame = Math.abs(beyondMs) <= minute;
  if (isSame || (validity === 'shorter' && beyondMs < 0)) return [];
  return [problem(profile, ['notAfter'])];
}

function extensionProblems(profile: Profile, { extensions = [] }: DraftRequest): Problem[] {
  return extensions.flatMap((each, place) =>
    deciderOf(profile.decides, each.type) === 'requester' || isOwn(profile, each)
      ? []
      : [problem(profile, ['extensions', place, each.type])],
  );
}

function isOwn({ extensions }: Profile, each: Extension): boolean {
  return isDeepStrictEqual(extensions[each.type], each);
}

function deciderOf({ extensions, otherExtensions }: Profile['decides'], type: string): Decider {
  return Object.hasOwn(extensions, type) ? (extensions[type] ?? otherExtensions) : otherExtensions;
}

function problem({ name, decides }: Profile, path: Problem['path']): Problem {
  const field = path.length === 3 ? `the extension ${path[2]}` : path[0];
  const isLimit = field === 'notAfter' && decides.validity === 'shorter';
  const detail = isLimit
    ? `The profile ${name} takes no notAfter behind its own: leave it out, or ask for less.`
    : `The profile ${name} decides ${field} itself: leave it out of the request.`;
  return { path, code: 'decided_by_ca', detail };
}
