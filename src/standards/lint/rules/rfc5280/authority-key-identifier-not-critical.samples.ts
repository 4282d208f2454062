import { present } from '#base';
import { findExtension, parseTbsCertificate } from '#x509';
import { critical, leaf, type CertificateSamples } from '../../certificates.samples.ts';

const { extensions } = parseTbsCertificate(leaf().tbsDer);
const identifier = present(findExtension(extensions, 'authority_key_identifier'), 'identifier');

export const samples: CertificateSamples = {
  good: [leaf()],
  bad: {
    'The extension Authority Key Identifier is critical': leaf({ with: [critical(identifier)] }),
  },
};
