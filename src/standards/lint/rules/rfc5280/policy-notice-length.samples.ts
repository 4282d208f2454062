import type { Extension } from '#x509';
import { leaf, policies, type CertificateSamples } from '../../certificates.samples.ts';

const notice = (explicit_text: string | null, organization?: string): Extension =>
  policies({
    policy_identifier: '1.2.3',
    policy_qualifiers: [
      {
        explicit_text,
        notice_reference: organization === undefined ? null : { organization, notice_numbers: [1] },
      },
    ],
  });

export const samples: CertificateSamples = {
  good: [leaf({ with: [notice('ü'.repeat(200))] }), leaf({ with: [notice(null, 'Example')] })],
  bad: {
    'A text in a policy notice': [
      leaf({ with: [notice('x'.repeat(201))] }),
      leaf({ with: [notice('')] }),
      leaf({ with: [notice(null, '')] }),
      leaf({ with: [notice('text', 'x'.repeat(201))] }),
    ],
  },
};
