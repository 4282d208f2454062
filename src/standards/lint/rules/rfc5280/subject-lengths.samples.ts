import { nameDer } from '#x509';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const subject = (oid: string, length: number): Uint8Array =>
  nameDer([{ oid, value: 'x'.repeat(length) }]);

export const samples: CertificateSamples = {
  good: [leaf({ subject: subject('2.5.4.3', 64) }), leaf({ subject: subject('1.2.3', 40_000) })],
  bad: {
    'The attribute commonName (CN) is too long': leaf({ subject: subject('2.5.4.3', 65) }),
    'The attribute postalCode is too long': leaf({ subject: subject('2.5.4.17', 17) }),
    'The attribute street is too long': leaf({ subject: subject('2.5.4.9', 129) }),
    'The attribute organizationName (O) is too short': leaf({ subject: subject('2.5.4.10', 0) }),
    'The attribute 1.2.3 is too short': leaf({ subject: subject('1.2.3', 0) }),
  },
};
