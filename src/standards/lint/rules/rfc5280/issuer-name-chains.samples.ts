import { name, nameDer } from '#x509';
import { leaf, root, type CertificateSamples } from '../../certificates.samples.ts';

export const samples: CertificateSamples = {
  good: [leaf(), root()],
  bad: {
    'The issuer is not the subject': [
      leaf({ issuerDer: nameDer(name('C=AT,O=EXAMPLE,CN=Issuing')) }),
      root({ issuerDer: nameDer(name('CN=Other')) }),
    ],
  },
};
