import type { Certificate } from './certificate.ts';
import { findExtension } from './extension.ts';
import { pathFault } from './path-fault.ts';
import type { PathPlace } from './path-fault.ts';

/** One thing that RFC 5280 asks of whoever issues certificates, and that path validation can do without. */
interface ProfileRule {
  readonly section: string;
  /** What is wrong with a certificate that breaks it, as the end of a sentence. */
  readonly words: string;
  isBroken(certificate: Certificate, isAuthority: boolean, place: PathPlace): boolean;
}

const rules: readonly ProfileRule[] = [
  {
    section: '§4.1.2.2',
    words: 'has the serial number zero',
    isBroken: ({ serial }) => serial === '0',
  },
  {
    section: '§4.1.2.4',
    words: 'has no name for its issuer',
    isBroken: ({ issuer }) => issuer.length === 0,
  },
  {
    section: '§4.1.2.6',
    words: 'is an authority without a name',
    isBroken: ({ subject }, isAuthority) => isAuthority && subject.length === 0,
  },
  {
    section: '§4.1.2.6',
    words: 'has no subject, and no critical subject alternative name in its place',
    isBroken: ({ subject, extensions }) =>
      subject.length === 0 && !findExtension(extensions, 'subject_alternative_name')?.critical,
  },
  {
    section: '§4.2.1.1',
    words: 'does not identify the key of its issuer',
    // Nobody signs for the anchor, even where somebody did.
    isBroken: ({ extensions }, _, place) =>
      place !== 'anchor' &&
      findExtension(extensions, 'authority_key_identifier')?.value.key_identifier == null,
  },
  {
    section: '§4.2.1.2',
    words: 'is an authority that does not identify its key',
    isBroken: ({ extensions }, isAuthority) =>
      isAuthority && !findExtension(extensions, 'subject_key_identifier'),
  },
  {
    section: '§4.2.1.3',
    words: 'may sign certificates by its key usage without being an authority',
    isBroken: ({ extensions }, isAuthority) =>
      !isAuthority &&
      findExtension(extensions, 'key_usage')?.value.includes('key_cert_sign') === true,
  },
  {
    section: '§4.2.1.9',
    words: 'is an authority whose basic constraints are not critical',
    isBroken: ({ extensions }, isAuthority) =>
      isAuthority && !findExtension(extensions, 'basic_constraints')?.critical,
  },
  {
    section: '§4.2.1.10',
    words: 'has name constraints without being an authority',
    isBroken: ({ extensions }, isAuthority) =>
      !isAuthority && findExtension(extensions, 'name_constraints') !== undefined,
  },
  {
    section: '§4.2.1.10',
    words: 'has a constraint on DNS names that begins with a dot',
    isBroken: ({ extensions }) => hasDottedConstraint(extensions),
  },
  mustBeCritical('name_constraints', '§4.2.1.10', 'name constraints'),
  mustBeCritical('policy_constraints', '§4.2.1.11', 'policy constraints'),
  mustBeCritical('inhibit_any_policy', '§4.2.1.14', 'a limit on anyPolicy'),
];

/**
 * Holds a certificate against what RFC 5280 §4 asks of issuers beyond what §6 needs, and what other validators
 * therefore refuse: key identifiers, criticality, names, and extensions only where they belong.
 */
export function checkProfile(certificate: Certificate, place: PathPlace): void {
  const isAuthority = findExtension(certificate.extensions, 'basic_constraints')?.value.ca === true;
  const broken = rules.find((rule) => rule.isBroken(certificate, isAuthority, place));
  if (broken) throw pathFault('outside_profile', place, broken.words, broken.section);
}

function mustBeCritical(
  type: 'name_constraints' | 'policy_constraints' | 'inhibit_any_policy',
  section: string,
  noun: string,
): ProfileRule {
  return {
    section,
    words: `has ${noun} not marked critical`,
    isBroken: ({ extensions }) => findExtension(extensions, type)?.critical === false,
  };
}

function hasDottedConstraint(extensions: Certificate['extensions']): boolean {
  const constraints = findExtension(extensions, 'name_constraints')?.value;
  const bases = [
    ...(constraints?.permitted_subtrees ?? []),
    ...(constraints?.excluded_subtrees ?? []),
  ];
  return bases.some((base) => base.type === 'DNS' && base.value.startsWith('.'));
}
