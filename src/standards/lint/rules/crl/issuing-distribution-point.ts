import { findExtension } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';
import { findMalformedLocation } from '../../well-formed-name.ts';

/** At most one of the three kinds of certificates is all that a CRL contains; its place has a well-formed name. */
export const issuingDistributionPoint: CrlRule = {
  name: 'crl_issuing_distribution_point',
  source: 'RFC 5280 §5.2.5',
  check: ({ extensions }) => {
    const scope = findExtension(extensions, 'issuing_distribution_point')?.value;
    if (!scope) return undefined;
    const only = [
      scope.only_contains_user_certs,
      scope.only_contains_ca_certs,
      scope.only_contains_attribute_certs,
    ].filter(Boolean);
    if (only.length > 1) return 'The CRL is limited to more than one kind of certificates';
    const wrong = findMalformedLocation(scope.full_name ?? []);
    return wrong && `The name ${wrong} of the distribution point is not well-formed`;
  },
};
