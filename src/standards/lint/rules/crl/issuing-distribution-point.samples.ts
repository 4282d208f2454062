import { uri } from '../../certificates.samples.ts';
import { crl, scope, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [
    crl(),
    crl({ with: [scope({ only_contains_user_certs: true })] }),
    crl({ with: [scope({ full_name: [uri('http://example.com/crl')] })] }),
  ],
  bad: {
    'The CRL is limited to more than one kind': crl({
      with: [scope({ only_contains_user_certs: true, only_contains_ca_certs: true })],
    }),
    'The name URI:': crl({ with: [scope({ full_name: [uri('{CRL_PATH}')] })] }),
  },
};
