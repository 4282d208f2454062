import { encodeDer, oid, sequence, setOf, tag, text } from '#der';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const subject = (type: string, encoding: number, value: string): Uint8Array =>
  encodeDer(sequence(setOf([sequence(oid(type), text(encoding, value))])));

export const samples: CertificateSamples = {
  good: [
    leaf({ subject: subject('2.5.4.3', tag.printableString, 'x') }),
    leaf({ subject: subject('2.5.4.3', tag.utf8String, 'ü') }),
    leaf({ subject: subject('1.2.3', tag.visibleString, 'x') }),
  ],
  bad: {
    'The attribute commonName (CN) is of the wrong': [
      leaf({ subject: subject('2.5.4.3', tag.teletexString, 'x') }),
      leaf({ subject: subject('2.5.4.3', tag.bmpString, 'x') }),
      leaf({ subject: subject('2.5.4.3', tag.ia5String, 'x') }),
    ],
    'The attribute countryName (C) is of the wrong': leaf({
      subject: subject('2.5.4.6', tag.utf8String, 'AT'),
    }),
    'The attribute emailAddress is of the wrong': leaf({
      subject: subject('1.2.840.113549.1.9.1', tag.utf8String, 'x@example.com'),
    }),
  },
};
