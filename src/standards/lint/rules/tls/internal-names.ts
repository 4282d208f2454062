import { findConstraintBreach, findExtension, formatGeneralName } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { specialUse } from '../../special-use.ts';

/**
 * No name is one that means another host in every network: a single label, a domain outside the public DNS, a reserved
 * address. Which domains the public DNS holds changes by the day; those set aside for good are known here.
 */
export const internalNames: CertificateRule = {
  name: 'tls_internal_names',
  source: 'BR §7.1.2.7.12',
  check: (document) => {
    const names = findExtension(document.extensions, 'subject_alternative_name')?.value ?? [];
    const single = names.find(({ type, value }) => type === 'DNS' && !value.includes('.'));
    if (single) return `The name ${formatGeneralName(single)} is an internal name`;
    const constraints = { permitted_subtrees: null, excluded_subtrees: specialUse };
    const breach = findConstraintBreach(constraints, document);
    return breach && `The name ${formatGeneralName(breach.name)} is an internal name`;
  },
};
