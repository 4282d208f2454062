import { leaf, usage, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), leaf({ without: ['key_usage'] })],
  bad: { 'The key usage names no usage': leaf({ with: [usage()] }) },
};
