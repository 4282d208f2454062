import { findExtension } from '#x509';
import type { CrlRule } from '../../unsigned-crl.ts';
import { findMalformedLocation } from '../../well-formed-name.ts';

const caIssuers = '1.3.6.1.5.5.7.48.2';

/** In a CRL this extension tells where the issuer's certificate is, and nothing else. */
export const authorityInformationAccess: CrlRule = {
  name: 'crl_authority_information_access',
  source: 'RFC 5280 §5.2.7',
  check: ({ extensions }) => {
    const access = findExtension(extensions, 'authority_information_access')?.value ?? [];
    if (access.some(({ access_method }) => access_method !== caIssuers))
      return 'The authority information access has an entry that is not caIssuers';
    const wrong = findMalformedLocation(access.map(({ access_location }) => access_location));
    return wrong && `The access location ${wrong} is not well-formed`;
  },
};
