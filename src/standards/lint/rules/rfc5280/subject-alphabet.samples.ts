import { utf8 } from '#base';
import { encodeDer, oid, primitive, sequence, setOf, tag } from '#der';
import { nameDer } from '#x509';
import { leaf, type CertificateSamples } from '../../certificates.samples.ts';

const named = (value: string): Uint8Array => nameDer([{ oid: '2.5.4.3', value }]);
const printable = (value: string): Uint8Array =>
  encodeDer(
    sequence(setOf([sequence(oid('2.5.4.3'), primitive(tag.printableString, utf8(value)))])),
  );

export const samples: CertificateSamples = {
  good: [leaf({ subject: named('Zoë & Żółć') }), leaf({ subject: printable('Example (1)') })],
  bad: {
    'The attribute commonName (CN) holds a control or bidirectional character': [
      leaf({ subject: named('www.example.com\0.example.org') }),
      leaf({ subject: named('a\u202eb') }),
      leaf({ subject: named('a\nb') }),
    ],
    'The attribute commonName (CN) holds what no PrintableString can': leaf({
      subject: printable('a@b'),
    }),
  },
};
