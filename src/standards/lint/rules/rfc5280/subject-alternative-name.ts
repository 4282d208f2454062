import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { findMalformedName } from '../../well-formed-name.ts';

/**
 * Names are what their type says: a host name in preferred syntax, its labels A-labels where they are international, at
 * most one wildcard in front; a mailbox; an absolute URI, with a host where it has an authority; one address, not a
 * network; no empty name. The dNSName of one space, which the RFC names, is none of these.
 */
export const subjectAlternativeName: CertificateRule = {
  name: 'subject_alternative_name',
  source: 'RFC 5280 §4.2.1.6',
  check: ({ extensions }) => {
    const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
    const wrong = findMalformedName(names);
    return wrong && `The subject alternative name ${wrong} is not well-formed`;
  },
};
