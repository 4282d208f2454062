import type { Extension } from '#x509';
import { leaf, root, type CertificateSamples } from '../../certificates.samples.ts';

const empty: Extension = { type: 'subject_key_identifier', critical: false, value: '' };

export const samples: CertificateSamples = {
  good: [leaf(), root()],
  bad: {
    'The subject key identifier is missing': leaf({ without: ['subject_key_identifier'] }),
    'The subject key identifier is empty': leaf({ with: [empty] }),
  },
};
