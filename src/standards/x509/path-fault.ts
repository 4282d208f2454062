import { CaError } from '#base';

/** Where a path went wrong: the index of a certificate, the leaf's being 0, or the trust anchor. */
export type PathPlace = number | 'anchor';

/**
 * What path validation may find wrong, each with the place in the standards that wants it otherwise. Sections without
 * a name are of RFC 5280; its policy processing is as RFC 9618 has it. The keys are the codes of problems.
 */
export const pathSteps = {
  no_path: '§6.1',
  work_limit: '§8',
  bad_signature: '§6.1.3 (a)(1)',
  outside_validity: '§6.1.3 (a)(2)',
  revoked: '§6.1.3 (a)(3)',
  unknown_status: '§6.1.3 (a)(3)',
  wrong_issuer: '§6.1.3 (a)(4)',
  name_not_permitted: '§6.1.3 (b)',
  name_excluded: '§6.1.3 (c)',
  no_valid_policy: '§6.1.3 (f)',
  any_policy_mapped: '§6.1.4 (a)',
  not_an_authority: '§6.1.4 (k)',
  path_too_long: '§6.1.4 (l)',
  may_not_sign: '§6.1.4 (n)',
  unknown_critical_extension: '§6.1.4 (o), §6.1.5 (f)',
  policy_not_acceptable: '§6.1.5 (g)',
  wrong_key_usage: '§4.2.1.3',
  wrong_purpose: '§4.2.1.12',
  authority_as_leaf: '§4.2.1.9',
  weak_key: '§4.1.2.7',
  outside_profile: '§4',
} as const;

/** The code of a problem with a path. */
export type PathStep = keyof typeof pathSteps;

/**
 * The error of path validation: `bad_certificate` with one problem, its `path` being `['path', index]` or
 * `['anchor']`, its `code` a {@link PathStep}, its detail naming the section.
 *
 * @param words    What is wrong, as the end of a sentence that begins with the certificate.
 * @param section  Where it stands, when that is more exact than the step.
 */
export function pathFault(
  step: PathStep,
  place: PathPlace,
  words: string,
  section: string = pathSteps[step],
): CaError {
  const subject = place === 'anchor' ? 'The trust anchor' : `Certificate ${place} of the path`;
  const detail = `${subject} ${words} (RFC 5280 ${section}).`;
  const path = place === 'anchor' ? ['anchor'] : ['path', place];
  return new CaError('bad_certificate', detail, { problems: [{ path, code: step, detail }] });
}

/** Tells whether `error` is a {@link pathFault} of this step. */
export function isPathFault(error: unknown, step: PathStep): boolean {
  return error instanceof CaError && error.problems[0]?.code === step;
}
