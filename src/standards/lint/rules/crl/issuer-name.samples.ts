import { name, nameDer } from '#x509';
import { crl, type CrlSamples } from '../../crls.samples.ts';

export const samples: CrlSamples = {
  good: [crl()],
  bad: {
    'The issuer has no name': crl({ issuerDer: nameDer([]) }),
    'The issuer is not the subject': crl({ issuerDer: nameDer(name('CN=Other')) }),
  },
};
