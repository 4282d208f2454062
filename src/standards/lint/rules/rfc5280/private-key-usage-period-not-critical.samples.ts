import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const value = { not_before: '2026-01-01T00:00:00Z', not_after: null };

export const samples: CertificateSamples = {
  good: [leaf({ with: [{ type: 'private_key_usage_period', critical: false, value }] })],
  bad: {
    'The extension Private Key Usage Period is critical': leaf({
      with: [{ type: 'private_key_usage_period', critical: true, value }],
    }),
  },
};
