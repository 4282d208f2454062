import type { Extension } from '#x509';
import { uri } from '../../certificates.samples.ts';
import { crl, type CrlSamples } from '../../crls.samples.ts';

const access = (access_method: string, location: string): Extension => ({
  type: 'authority_information_access',
  critical: false,
  value: [{ access_method, access_location: uri(location) }],
});

export const samples: CrlSamples = {
  good: [crl(), crl({ with: [access('1.3.6.1.5.5.7.48.2', 'http://example.com/ca.der')] })],
  bad: {
    'The authority information access has an entry': crl({
      with: [access('1.3.6.1.5.5.7.48.1', 'http://example.com/ocsp')],
    }),
    'The access location URI:': crl({ with: [access('1.3.6.1.5.5.7.48.2', 'ca.der')] }),
  },
};
