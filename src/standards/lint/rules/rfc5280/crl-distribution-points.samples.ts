import { name, type DistributionPoint, type Extension, type GeneralName } from '#x509';
import { leaf, point, uri, type CertificateSamples } from '../../certificates.samples.ts';

const points = (...value: readonly DistributionPoint[]): Extension => ({
  type: 'crl_distribution_points',
  critical: false,
  value,
});
const one: GeneralName = { type: 'dirName', value: name('CN=One') };
const other: GeneralName = { type: 'dirName', value: name('CN=Other') };
const relative_name = name('CN=crl');

export const samples: CertificateSamples = {
  good: [
    leaf(),
    leaf({ with: [points(point({ crl_issuer: [one] }))] }),
    leaf({ with: [points(point({ relative_name, crl_issuer: [one] }))] }),
  ],
  bad: {
    'A distribution point has neither a name nor an issuer': leaf({
      with: [points(point({ reasons: ['key_compromise'] }))],
    }),
    'A relative name of a distribution point stands beside several issuers': leaf({
      with: [points(point({ relative_name, crl_issuer: [one, other] }))],
    }),
    'The name URI:': leaf({
      with: [points(point({ full_name: [uri('http://example.com/{CRL_PATH}')] }))],
    }),
  },
};
