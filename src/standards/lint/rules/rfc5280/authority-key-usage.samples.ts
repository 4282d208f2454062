import { edKey, rsaKey } from '../../keys.samples.ts';
import { authority, leaf, usage, type CertificateSamples } from '../../certificates.samples.ts';

const enciphers = usage('key_cert_sign', 'key_encipherment');
const agrees = usage('key_cert_sign', 'key_agreement');

export const samples: CertificateSamples = {
  good: [
    authority(),
    authority({ with: [agrees] }),
    authority({ spki: rsaKey(2048), with: [enciphers] }),
    leaf({ with: [usage('digital_signature', 'key_encipherment')] }),
  ],
  bad: {
    'The key of the authority cannot be used for keyEncipherment': [
      authority({ with: [enciphers] }),
      authority({ spki: edKey(), with: [enciphers] }),
    ],
    'The key of the authority cannot be used for keyAgreement': [
      authority({ spki: rsaKey(2048), with: [agrees] }),
      authority({ spki: edKey(), with: [agrees] }),
    ],
  },
};
