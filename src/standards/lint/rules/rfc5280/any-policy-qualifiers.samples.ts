import { leaf, policies, type CertificateSamples } from '../../certificates.samples.ts';

const other = { qualifier_id: '1.2.3', qualifier: 'BQA=' };
const anyPolicy = '2.5.29.32.0';

export const samples: CertificateSamples = {
  good: [
    leaf({ with: [policies({ policy_identifier: '1.2.3', policy_qualifiers: [other] })] }),
    leaf({
      with: [
        policies({ policy_identifier: anyPolicy, policy_qualifiers: ['http://example.com/'] }),
      ],
    }),
  ],
  bad: {
    'anyPolicy has a qualifier': leaf({
      with: [policies({ policy_identifier: anyPolicy, policy_qualifiers: [other] })],
    }),
  },
};
