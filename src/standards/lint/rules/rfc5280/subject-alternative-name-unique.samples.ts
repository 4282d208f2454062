import { leaf, sanOf, type CertificateSamples } from '../../certificates.samples.ts';

const name = (value: string) => ({ type: 'DNS', value }) as const;
const mailbox = (value: string) => ({ type: 'email', value }) as const;

export const samples: CertificateSamples = {
  good: [
    leaf(),
    leaf({ with: [sanOf([mailbox('user@example.com'), mailbox('User@example.com')])] }),
  ],
  bad: {
    'A subject alternative name stands twice': [
      leaf({ with: [sanOf([name('example.com'), name('EXAMPLE.com')])] }),
      leaf({ with: [sanOf([mailbox('user@example.com'), mailbox('user@example.com')])] }),
    ],
  },
};
