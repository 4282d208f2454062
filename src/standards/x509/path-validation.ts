import { isCaError } from '#base';
import type { Certificate } from './certificate.ts';
import { searchPaths } from './path-building.ts';
import type { PathQuestion } from './path-building.ts';
import { isPathFault } from './path-fault.ts';
import { processPath } from './path-processing.ts';
import { checkPathRevocation } from './path-revocation.ts';
import type { RevocationRules } from './path-revocation.ts';
import type { CertificationPath, PathPolicies, PathRules } from './path-rules.ts';
import { PathWork } from './path-work.ts';

/** What a path is held against, revocation included. */
export interface ValidationRules extends PathRules {
  /** Default: revocation is not looked into. */
  readonly revocation?: RevocationRules;
  /** Units of work, see `PathQuestion`. Default: 128. */
  readonly effort?: number;
}

/** A path that holds, and the policies under which it does. */
export interface ValidPath extends CertificationPath, PathPolicies {}

/**
 * Validates one certification path (RFC 5280 §6, policies as RFC 9618 has them) at a given time. Decides from what was
 * decoded, never from texts, and only by what is given: nothing is fetched.
 *
 * Looked at: signatures, validity, names, name constraints, policies and their mappings and limits, Basic Constraints
 * (without which nothing is an authority), path length, key usage, unknown critical extensions, weak keys; on request
 * purposes along the path (RFC 5280 §4.2.1.12), and revocation by CRLs (§6.3). The anchor is held to the same, save
 * that nobody signs for it.
 *
 * @param options.path    The leaf first, the anchor not included; at least one certificate.
 * @throws CaError `bad_certificate` with one problem: its `path` is `['path', index]` or `['anchor']`, its code one of
 *   `pathSteps`, its detail names the section.
 */
export function validatePath(options: CertificationPath & ValidationRules): ValidPath {
  return validate(options, options, { work: new PathWork(options.effort), trail: [] });
}

/**
 * The first path from the leaf to an anchor that is valid, in the order of `buildPaths`.
 *
 * @throws CaError `bad_certificate`: what is wrong with the first of the paths that were found, or that there is none,
 *   or that the work was used up before one was found valid.
 */
export function findPath(
  options: PathQuestion & ValidationRules & { readonly atMs: number },
): ValidPath {
  return find(options, options, { work: new PathWork(options.effort), trail: [] });
}

interface Context {
  readonly work: PathWork;
  /** Signers of CRLs that are being validated: none of them vouches for itself. */
  readonly trail: readonly Certificate[];
}

function find(question: PathQuestion, rules: ValidationRules, context: Context): ValidPath {
  let first: unknown;
  for (const candidate of searchPaths(question, context.work)) {
    try {
      return validate(candidate, rules, context);
    } catch (error) {
      if (!isCaError(error, 'bad_certificate') || isPathFault(error, 'work_limit')) throw error;
      first ??= error;
    }
  }
  throw first;
}

function validate(
  { path, anchor }: CertificationPath,
  rules: ValidationRules,
  context: Context,
): ValidPath {
  const { work } = context;
  const candidate = { path, anchor };
  const policies = processPath(candidate, rules, work);
  const { revocation, atMs, strict = false } = rules;
  if (revocation) {
    const isTrusted = (signer: Certificate): boolean =>
      isTrustedSigner(signer, candidate, rules, context);
    checkPathRevocation(candidate, revocation, { atMs, strict, work, isTrusted });
  }
  return Object.freeze({ ...candidate, ...policies });
}

/** Validates who signed a CRL: up to the same anchor (RFC 5280 §6.3.3 (f)), by what holds for any certificate. */
function isTrustedSigner(
  signer: Certificate,
  { path, anchor }: CertificationPath,
  { atMs, nameConstraints, strict, revocation }: ValidationRules,
  { work, trail }: Context,
): boolean {
  if (trail.includes(signer)) return false;
  work.spend(1);
  const intermediates = [...path, ...(revocation?.certificates ?? [])];
  const question = { leaf: signer, intermediates, anchors: [anchor], atMs };
  try {
    find(
      question,
      { atMs, nameConstraints, strict, revocation },
      { work, trail: [...trail, signer] },
    );
    return true;
  } catch (error) {
    if (!isCaError(error, 'bad_certificate') || isPathFault(error, 'work_limit')) throw error;
    return false;
  }
}
