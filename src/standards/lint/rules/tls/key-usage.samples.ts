import { rsaKey } from '../../keys.samples.ts';
import { server, usage, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [
    server(),
    server({ without: ['key_usage'] }),
    server({ with: [usage('digital_signature', 'key_agreement')] }),
    server({ spki: rsaKey(2048), with: [usage('digital_signature', 'key_encipherment')] }),
  ],
  bad: {
    'The key of the server has the usage keyEncipherment': server({
      with: [usage('digital_signature', 'key_encipherment')],
    }),
    'The key of the server has the usage keyAgreement': server({
      spki: rsaKey(2048),
      with: [usage('digital_signature', 'key_agreement')],
    }),
    'The key of the server has the usage nonRepudiation': server({
      with: [usage('digital_signature', 'content_commitment')],
    }),
    'The EC key of the server lacks': server({ with: [usage('key_agreement')] }),
  },
};
