import { name, type DistributionPoint, type Extension } from '#x509';
import { point, server, uri, type CertificateSamples } from '../../certificates.samples.ts';

const points = (value: DistributionPoint): Extension => ({
  type: 'crl_distribution_points',
  critical: false,
  value: [value],
});
const full_name = [uri('http://example.com/crl')];

export const samples: CertificateSamples = {
  good: [server(), server({ without: ['crl_distribution_points'] })],
  bad: {
    'A CRL distribution point is more': [
      server({ with: [points(point({ full_name: [uri('ldap://example.com/CN=x')] }))] }),
      server({ with: [points(point({ full_name, reasons: ['key_compromise'] }))] }),
      server({ with: [points(point({ full_name, crl_issuer: full_name }))] }),
      server({ with: [points(point({ relative_name: name('CN=crl') }))] }),
    ],
  },
};
