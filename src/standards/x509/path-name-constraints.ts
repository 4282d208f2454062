import type { Certificate } from './certificate.ts';
import { findExtension } from './extension.ts';
import type { NameConstraints } from './extensions/name-constraints.ts';
import { formatGeneralName } from './general-name-text.ts';
import { findConstraintBreach } from './name-constraints.ts';
import { pathFault } from './path-fault.ts';
import type { PathPlace } from './path-fault.ts';
import type { PathWork } from './path-work.ts';

/** Constraints and whose they are: an authority's of the path, the anchor's, or the rules' of whoever asks. */
export interface PlacedConstraints {
  readonly constraints: NameConstraints;
  readonly issuer: PathPlace | 'rules';
}

/**
 * Holds the names of a certificate against all constraints above it (RFC 5280 §6.1.3 (b), (c)). A name is in the
 * intersection of permitted subtrees exactly when it is in each, hence the sets are kept apart and asked in turn.
 */
export function checkPathNames(
  certificate: Certificate,
  place: PathPlace,
  { above, work }: { readonly above: readonly PlacedConstraints[]; readonly work: PathWork },
): void {
  for (const { constraints, issuer } of above) {
    work.compare(countNames(certificate) * countSubtrees(constraints));
    const breach = findConstraintBreach(constraints, certificate);
    if (!breach) continue;
    const name = formatGeneralName(breach.name).slice(0, 200);
    const whose = issuer === 'rules' ? 'asked for' : `of ${describe(issuer)}`;
    throw breach.how === 'excluded'
      ? pathFault(
          'name_excluded',
          place,
          `has the name ${name}, excluded by the constraints ${whose}`,
        )
      : pathFault(
          'name_not_permitted',
          place,
          `has the name ${name}, outside what the constraints ${whose} permit`,
        );
  }
}

function countNames({ subject, extensions }: Certificate): number {
  return (
    1 + subject.length + (findExtension(extensions, 'subject_alternative_name')?.value.length ?? 0)
  );
}

function countSubtrees({ permitted_subtrees, excluded_subtrees }: NameConstraints): number {
  return (permitted_subtrees?.length ?? 0) + (excluded_subtrees?.length ?? 0);
}

function describe(place: PathPlace): string {
  return place === 'anchor' ? 'the trust anchor' : `certificate ${place}`;
}
