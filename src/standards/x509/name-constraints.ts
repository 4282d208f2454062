import { isCaError } from '#base';
import { findExtension } from './extension.ts';
import type { Extension } from './extension.ts';
import type { NameConstraints } from './extensions/name-constraints.ts';
import type { GeneralName } from './general-name.ts';
import type { Name } from './name.ts';
import { nameDer } from './name.ts';
import { comparable, isCovered, isSameForm, isTouched } from './subtree-match.ts';
import type { ConstrainedName } from './subtree-match.ts';

/** What of a certificate, signed or not, name constraints speak of. */
export interface Named {
  readonly subject: Name;
  readonly subjectDer: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** The first name that constraints do not allow: outside all that is permitted of its form, or within what is excluded. */
export interface ConstraintBreach {
  readonly name: GeneralName;
  readonly how: 'not_permitted' | 'excluded';
}

const emailAddress = '1.2.840.113549.1.9.1';
const smtpUtf8Mailbox = '1.3.6.1.5.5.7.8.9';

/**
 * Holds the names of a certificate against the constraints of one authority above it (RFC 5280 §4.2.1.10); undefined
 * when all are allowed. Of each form of name that has permitted subtrees, every name must lie within one of them; no
 * name may lie within an excluded subtree. What cannot be told counts against the name: a URI without a host name, a
 * registered ID, an otherName, a malformed name or base.
 *
 * - The subject counts as directory name, each of its emailAddress attributes as e-mail address (the RFC asks that only
 *   of certificates without a subject alternative name; OpenSSL does it always).
 * - DNS: a base stands for itself and all below it, with a dot at the start for what is below alone. A wildcard stands
 *   for every label in its place: all must be permitted, none excluded.
 * - E-mail: a base is one mailbox, all of one host, or with a dot at the start all below a domain. An internationalised
 *   mailbox (RFC 9598 §6) counts as e-mail address.
 * - URI: a base is one host, or with a dot at the start all below a domain.
 * - Directory names: the RDNs of a base are the first of the name, compared as by `sameName`.
 *
 * Whether the constraints hold for this certificate at all (they do not for self-issued authorities on the way) is for
 * the caller to know.
 */
export function findConstraintBreach(
  { permitted_subtrees: permitted, excluded_subtrees: excluded }: NameConstraints,
  certificate: Named,
): ConstraintBreach | undefined {
  for (const { shown, name } of namesOf(certificate)) {
    const compared = comparable(name);
    const bases = (permitted ?? []).filter((base) => isSameForm(base, name));
    if (bases.length > 0 && !bases.some((base) => isCovered(base, compared)))
      return { name: shown, how: 'not_permitted' };
    if (excluded?.some((base) => isTouched(base, compared)))
      return { name: shown, how: 'excluded' };
  }
  return undefined;
}

interface Candidate {
  /** As the certificate has it. */
  readonly shown: GeneralName;
  /** As it is compared. */
  readonly name: ConstrainedName;
}

function namesOf({ subject, subjectDer, extensions }: Named): Candidate[] {
  const found: Candidate[] = [];
  if (subject.length > 0)
    found.push({
      shown: { type: 'dirName', value: subject },
      name: { type: 'dirName', value: subjectDer },
    });
  for (const { oid, value } of subject)
    if (oid === emailAddress) found.push(same({ type: 'email', value }));
  const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
  return [...found, ...names.flatMap(candidates)];
}

function candidates(shown: GeneralName): Candidate[] {
  if (shown.type === 'dirName')
    return [{ shown, name: { type: 'dirName', value: derOf(shown.value) } }];
  if (shown.type !== 'otherName' || shown.value.oid !== smtpUtf8Mailbox) return [same(shown)];
  return [same(shown), { shown, name: { type: 'email', value: String(shown.value.value) } }];
}

function same(name: Exclude<GeneralName, { type: 'dirName' }>): Candidate {
  return { shown: name, name };
}

/** Nothing at all for a name with values that are no strings: it cannot be compared. */
function derOf(name: Name): Uint8Array {
  try {
    return nameDer(name);
  } catch (error) {
    if (isCaError(error, 'bad_name')) return new Uint8Array();
    throw error;
  }
}
