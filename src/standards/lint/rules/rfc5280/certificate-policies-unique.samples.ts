import { leaf, policies, type CertificateSamples } from '../../certificates.samples.ts';

const policy = (policy_identifier: string) => ({ policy_identifier, policy_qualifiers: null });

export const samples: CertificateSamples = {
  good: [leaf({ with: [policies(policy('1.2.3'), policy('1.2.4'))] })],
  bad: {
    'A certificate policy is named twice': leaf({
      with: [policies(policy('1.2.3'), policy('1.2.4'), policy('1.2.3'))],
    }),
  },
};
