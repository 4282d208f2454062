import {
  findConstraintBreach,
  findExtension,
  formatGeneralName,
  sameName,
  type Certificate,
} from '#x509';
import { authoritiesAbove, type CertificateRule } from '../../certificate-rule.ts';
import type { UnsignedCertificate } from '../../unsigned-certificate.ts';

/**
 * All names of a certificate lie within the name spaces of the authorities above it. Self-issued authorities are free:
 * what they sign is not.
 */
export const withinNameConstraints: CertificateRule = {
  name: 'within_name_constraints',
  source: 'RFC 5280 §4.2.1.10',
  check: (document, context) => {
    if (document.isAuthority && sameName(document.issuerDer, document.subjectDer)) return undefined;
    for (const authority of authoritiesAbove(context)) {
      const fault = findFault(authority, document);
      if (fault !== undefined) return fault;
    }
    return undefined;
  },
};

function findFault(authority: Certificate, document: UnsignedCertificate): string | undefined {
  const constraints = findExtension(authority.extensions, 'name_constraints')?.value;
  const breach = constraints && findConstraintBreach(constraints, document);
  if (!breach) return undefined;
  const verdict = breach.how === 'excluded' ? 'excluded' : 'not permitted';
  return `The name ${formatGeneralName(breach.name)} is ${verdict} by the name constraints of an authority above`;
}
