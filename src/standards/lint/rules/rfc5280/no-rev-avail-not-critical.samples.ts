import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const without = ['crl_distribution_points', 'authority_information_access'] as const;

export const samples: CertificateSamples = {
  good: [leaf({ with: [{ type: 'no_rev_avail', critical: false, value: null }], without })],
  bad: {
    'The extension No Revocation Available is critical': leaf({
      with: [{ type: 'no_rev_avail', critical: true, value: null }],
      without,
    }),
  },
};
