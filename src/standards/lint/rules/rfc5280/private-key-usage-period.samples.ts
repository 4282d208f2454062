import type { Extension } from '#x509';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const [early, late] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
const period = (not_before: string | null, not_after: string | null): Extension => ({
  type: 'private_key_usage_period',
  critical: false,
  value: { not_before, not_after },
});

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ with: [period(early, late)] }), leaf({ with: [period(null, early)] })],
  bad: { 'The private key usage period ends': leaf({ with: [period(late, early)] }) },
};
