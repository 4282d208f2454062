import {
  critical,
  leaf,
  purposes,
  san,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const responder = purposes('1.3.6.1.5.5.7.3.9');

export const samples: CertificateSamples = {
  good: [
    leaf({ without: ['subject_alternative_name'] }),
    leaf({ subject: '', with: [critical(san('DNS:example.com'))] }),
    leaf({ subject: '', with: [responder], without: ['subject_alternative_name'] }),
  ],
  bad: {
    'The subject is empty and there is no': leaf({
      subject: '',
      without: ['subject_alternative_name'],
    }),
    'The subject is empty and the subject alternative name not critical': [
      leaf({ subject: '' }),
      leaf({ subject: '', with: [responder] }),
    ],
  },
};
