import { authority, leaf, usage, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), authority()],
  bad: {
    'An authority lacks the key usage keyCertSign': [
      authority({ with: [usage('crl_sign')] }),
      authority({ without: ['key_usage'] }),
    ],
    'keyCertSign without being an authority': [
      leaf({ with: [usage('digital_signature', 'key_cert_sign')] }),
      leaf({ with: [usage('key_cert_sign')], without: ['basic_constraints'] }),
    ],
  },
};
