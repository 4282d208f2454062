import type { Extension } from '#x509';
import { authority, leaf, type CertificateSamples } from '../../certificates.samples.ts';

const inhibit: Extension = { type: 'inhibit_any_policy', critical: true, value: 0 };
const constraints: Extension = {
  type: 'policy_constraints',
  critical: true,
  value: { require_explicit_policy: 0, inhibit_policy_mapping: 0 },
};

export const samples: CertificateSamples = {
  good: [leaf(), authority({ with: [inhibit, constraints] })],
  bad: {
    'Policy constraints without being an authority': leaf({ with: [constraints] }),
    'inhibitAnyPolicy without being an authority': leaf({ with: [inhibit] }),
  },
};
