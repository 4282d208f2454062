import type { Extension } from '#x509';
import { authority, critical, type CertificateSamples } from '../../certificates.samples.ts';

const constraints: Extension = {
  type: 'policy_constraints',
  critical: true,
  value: { require_explicit_policy: 0, inhibit_policy_mapping: null },
};

export const samples: CertificateSamples = {
  good: [authority({ with: [constraints] })],
  bad: {
    'The extension Policy Constraints is not critical': authority({
      with: [critical(constraints, false)],
    }),
  },
};
