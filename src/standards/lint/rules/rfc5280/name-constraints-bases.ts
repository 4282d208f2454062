import { findExtension, formatGeneralName, subtreeNameSchema } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';

/**
 * A base is what the form of its name asks: a network for addresses; a host, or a domain behind a dot, for URIs; a
 * mailbox, a host or such a domain for e-mail. Where it is anything else, relying parties differ in what it means.
 */
export const nameConstraintsBases: CertificateRule = {
  name: 'name_constraints_bases',
  source: 'RFC 5280 §4.2.1.10',
  check: ({ extensions }) => {
    const constraints = findExtension(extensions, 'name_constraints')?.value;
    const bases = [
      ...(constraints?.permitted_subtrees ?? []),
      ...(constraints?.excluded_subtrees ?? []),
    ];
    const wrong = bases.find((base) => !subtreeNameSchema.safeParse(base).success);
    return wrong && `The name constraint ${formatGeneralName(wrong)} is not well-formed`;
  },
};
