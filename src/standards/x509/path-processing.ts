import type { Certificate } from './certificate.ts';
import { findExtension } from './extension.ts';
import { checkPathExtensions, checkPathLeaf, checkPathPurpose } from './path-extensions.ts';
import { pathFault } from './path-fault.ts';
import type { PathPlace } from './path-fault.ts';
import { checkPathNames } from './path-name-constraints.ts';
import type { PlacedConstraints } from './path-name-constraints.ts';
import { isSelfIssued, pathNames } from './path-names.ts';
import { anyPolicy, constrainPolicies, PolicyGraph } from './path-policies.ts';
import type { CertificationPath, PathPolicies, PathRules } from './path-rules.ts';
import { checkProfile } from './path-strict.ts';
import type { PathWork } from './path-work.ts';

/** The state variables of RFC 5280 §6.1.2. A count of zero means from here on. */
interface State {
  readonly graph: PolicyGraph;
  readonly constraints: PlacedConstraints[];
  issuer: Certificate;
  explicitPolicy: number;
  inhibitAnyPolicy: number;
  policyMapping: number;
  maxPathLength: number;
}

/**
 * Path processing (RFC 5280 §6.1 with the policies of RFC 9618), all of it but revocation. The anchor is a certificate
 * and binds as one (RFC 5937): it must be valid and an authority, and its constraints on names, path length, policies
 * and purposes hold; its own policies do not count.
 *
 * @throws CaError `bad_certificate` with one problem, see `pathFault`.
 */
export function processPath(
  { path, anchor }: CertificationPath,
  rules: PathRules,
  work: PathWork,
): PathPolicies {
  const [leaf] = path;
  if (!leaf) throw pathFault('no_path', 0, 'is missing');
  const state = initialState(path.length, anchor, rules);
  checkAnchor(anchor, rules, work);
  inherit(state, anchor, 'anchor');
  for (const [index, certificate] of [...path.entries()].toReversed()) {
    checkCertificate(state, certificate, index, { rules, work });
    if (index > 0) prepareNext(state, certificate, index);
  }
  checkPathLeaf(leaf, rules);
  return wrapUp(state, leaf, rules);
}

/** RFC 5280 §6.1.2. */
function initialState(length: number, anchor: Certificate, rules: PathRules): State {
  const never = length + 1;
  const { nameConstraints } = rules;
  return {
    graph: new PolicyGraph(),
    constraints: nameConstraints ? [{ constraints: nameConstraints, issuer: 'rules' }] : [],
    issuer: anchor,
    explicitPolicy: rules.requirePolicy ? 0 : never,
    inhibitAnyPolicy: rules.inhibitAnyPolicy ? 0 : never,
    policyMapping: rules.inhibitPolicyMapping ? 0 : never,
    maxPathLength: Math.min(length, rules.maxAuthorities ?? length),
  };
}

function checkAnchor(anchor: Certificate, rules: PathRules, work: PathWork): void {
  checkValidity(anchor, 'anchor', rules);
  checkKey(anchor, 'anchor', work);
  checkAuthority(anchor, 'anchor');
  checkPathExtensions(anchor, 'anchor');
  checkPathPurpose(anchor, 'anchor', rules);
  if (rules.strict) checkProfile(anchor, 'anchor');
}

/** Basic certificate processing (RFC 5280 §6.1.3), and what each certificate must be whatever its place. */
function checkCertificate(
  state: State,
  certificate: Certificate,
  index: number,
  { rules, work }: { readonly rules: PathRules; readonly work: PathWork },
): void {
  if (!work.verify(certificate, state.issuer.spki))
    throw pathFault('bad_signature', index, 'is not signed by the key of its issuer');
  checkValidity(certificate, index, rules);
  if (pathNames(certificate).issuer !== pathNames(state.issuer).subject)
    throw pathFault('wrong_issuer', index, 'names another issuer than the one above it');
  checkKey(certificate, index, work);
  if (index === 0 || !isSelfIssued(certificate))
    checkPathNames(certificate, index, { above: state.constraints, work });
  addPolicies(state, certificate, index);
  checkPathExtensions(certificate, index);
  checkPathPurpose(certificate, index, rules);
  if (rules.strict) checkProfile(certificate, index);
}

/** Steps (d) to (f). */
function addPolicies(state: State, certificate: Certificate, index: number): void {
  const listed = findExtension(certificate.extensions, 'certificate_policies')?.value;
  const anyCounts = state.inhibitAnyPolicy > 0 || (index > 0 && isSelfIssued(certificate));
  state.graph.add(
    listed?.map((each) => each.policy_identifier),
    anyCounts,
  );
  if (state.explicitPolicy === 0 && state.graph.isEmpty)
    throw pathFault('no_valid_policy', index, 'leaves no policy that holds for the whole path');
}

/** Preparation for the next certificate (RFC 5280 §6.1.4). */
function prepareNext(state: State, certificate: Certificate, index: number): void {
  mapPolicies(state, certificate, index);
  state.issuer = certificate;
  const selfIssued = isSelfIssued(certificate);
  if (!selfIssued) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
    state.policyMapping = Math.max(0, state.policyMapping - 1);
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
  }
  checkAuthority(certificate, index);
  if (!selfIssued && --state.maxPathLength < 0)
    throw pathFault('path_too_long', index, 'is one authority more than those above it allow');
  inherit(state, certificate, index);
}

/** Steps (a) and (b). */
function mapPolicies(state: State, { extensions }: Certificate, index: number): void {
  const mappings = findExtension(extensions, 'policy_mappings')?.value ?? [];
  for (const each of mappings)
    if (each.issuer_domain_policy === anyPolicy || each.subject_domain_policy === anyPolicy)
      throw pathFault('any_policy_mapped', index, 'maps anyPolicy');
  state.graph.map(mappings, state.policyMapping > 0);
}

/** Steps (g), (i), (j) and (m): what an authority asks of all below it. */
function inherit(state: State, { extensions }: Certificate, place: PathPlace): void {
  const names = findExtension(extensions, 'name_constraints')?.value;
  if (names) state.constraints.push({ constraints: names, issuer: place });
  const limits = findExtension(extensions, 'policy_constraints')?.value;
  state.explicitPolicy = atMost(state.explicitPolicy, limits?.require_explicit_policy);
  state.policyMapping = atMost(state.policyMapping, limits?.inhibit_policy_mapping);
  const inhibited = findExtension(extensions, 'inhibit_any_policy')?.value;
  state.inhibitAnyPolicy = atMost(state.inhibitAnyPolicy, inhibited);
  const length = findExtension(extensions, 'basic_constraints')?.value.path_length;
  state.maxPathLength = atMost(state.maxPathLength, length);
}

/** Steps (k) and (n). Only Basic Constraints make an authority; a certificate without extensions never is one. */
function checkAuthority({ extensions }: Certificate, place: PathPlace): void {
  if (findExtension(extensions, 'basic_constraints')?.value.ca !== true)
    throw pathFault('not_an_authority', place, 'is not an authority');
  const usages = findExtension(extensions, 'key_usage')?.value;
  if (usages && !usages.includes('key_cert_sign'))
    throw pathFault('may_not_sign', place, 'may not sign certificates by its key usage');
}

/** The wrap-up procedure (RFC 5280 §6.1.5, its step (g) as RFC 9618 §5.6 has it). */
function wrapUp(state: State, { extensions }: Certificate, rules: PathRules): PathPolicies {
  const required = findExtension(extensions, 'policy_constraints')?.value.require_explicit_policy;
  const explicitPolicy = required === 0 ? 0 : Math.max(0, state.explicitPolicy - 1);
  const authorityPolicies = state.graph.authorityPolicies();
  const policies = constrainPolicies(authorityPolicies, rules.policies);
  if (explicitPolicy === 0 && policies.length === 0)
    throw pathFault('policy_not_acceptable', 0, 'is under no policy that was asked for');
  return { policies, authorityPolicies };
}

/** The first and the last second of the validity are part of it (RFC 5280 §4.1.2.5). */
function checkValidity(
  { notBeforeMs, notAfterMs }: Certificate,
  place: PathPlace,
  { atMs }: PathRules,
): void {
  if (atMs < notBeforeMs) throw pathFault('outside_validity', place, 'is not valid yet');
  if (Math.floor(atMs / 1000) * 1000 > notAfterMs)
    throw pathFault('outside_validity', place, 'has expired');
}

function checkKey(certificate: Certificate, place: PathPlace, work: PathWork): void {
  const weakness = work.findWeakness(certificate);
  if (weakness !== undefined)
    throw pathFault('weak_key', place, `has a key that is not accepted: ${weakness.slice(0, -1)}`);
}

function atMost(count: number, limit: number | null | undefined): number {
  return Math.min(count, limit ?? count);
}
