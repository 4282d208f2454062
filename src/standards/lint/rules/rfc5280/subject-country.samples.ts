import { nameDer } from '#x509';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const country = (value: string): Uint8Array => nameDer([{ oid: '2.5.4.6', value }]);

export const samples: CertificateSamples = {
  good: [leaf({ subject: country('AT') })],
  bad: {
    'The attribute countryName (C) is not two letters': [
      leaf({ subject: country('43') }),
      leaf({ subject: country('AUT') }),
    ],
  },
};
