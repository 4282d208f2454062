import { findExtension } from '#x509';
import type { CertificateRule } from '../../certificate-rule.ts';
import { findMalformedLocation } from '../../well-formed-name.ts';

/** Where information is to be had is a well-formed name; above all an absolute URI without a placeholder left in it. */
export const accessLocations: CertificateRule = {
  name: 'access_locations',
  source: 'RFC 5280 §4.2.2',
  check: ({ extensions }) => {
    const all = [
      ...(findExtension(extensions, 'authority_information_access')?.value ?? []),
      ...(findExtension(extensions, 'subject_information_access')?.value ?? []),
    ];
    const wrong = findMalformedLocation(all.map(({ access_location }) => access_location));
    return wrong && `The access location ${wrong} is not well-formed`;
  },
};
