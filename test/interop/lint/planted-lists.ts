import { explicit, integer, sequence, tag, text, time, type DerValue } from '#der';
import type { Signer } from '../specimens/signer.ts';
import {
  authorityKey,
  coded,
  day,
  extension,
  hex,
  issuer,
  now,
  sha256,
  signed,
  type Fields,
} from './planting.ts';

/** A CRL of these fields; its entries stand in the place of the subject. */
export function makeList(fields: Fields, signer: Signer): Promise<Uint8Array> {
  return signed(listFields(fields), signer);
}

function listFields(fields: Fields): DerValue[] {
  return [
    ...('version' in fields ? [fields.version] : [integer(1)]),
    fields.algorithm ?? sha256,
    fields.issuer ?? issuer,
    fields.validity ?? sequenceOf(time(now - day), time(now + day)),
    fields.subject ?? sequence(sequence(integer(0x47), time(now - day))),
    fields.extensions && explicit(0, sequence(...fields.extensions)),
  ].filter((each) => each !== undefined);
}

/** What can be wrong with a CRL. */
export function listDefects(signer: Signer): (readonly [string, Fields])[] {
  const number: DerValue = coded({ type: 'crl_number', critical: false, value: 7 });
  const extensions = [authorityKey(signer), number];
  const entry = (code: string): DerValue =>
    sequence(integer(0x47), time(now - day), sequence(extension('2.5.29.21', false, hex(code))));
  return [
    ['a list of nothing wrong', { extensions }],
    ['a list without number', { extensions: [authorityKey(signer)] }],
    ['a list without key identifier', { extensions: [number] }],
    ['a list without end', { extensions, validity: time(now - day) }],
    ['a list of version 1 with extensions', { extensions, version: undefined }],
    ['a list of no entry', { extensions, subject: sequence() }],
    ['a reason that should be left out', { extensions, subject: sequence(entry('0a0100')) }],
    ['a reason that there is not', { extensions, subject: sequence(entry('0a0107')) }],
    [
      'a critical number',
      { extensions: [authorityKey(signer), extension('2.5.29.20', true, hex('020107'))] },
    ],
    [
      'a number of 21 octets',
      {
        extensions: [
          authorityKey(signer),
          extension('2.5.29.20', false, hex(`0215${'7f'.repeat(21)}`)),
        ],
      },
    ],
    [
      'GeneralizedTime before 2050 in a list',
      {
        extensions,
        validity: sequenceOf(time(now - day), text(tag.visibleString, '20300101000000Z', 0x18)),
      },
    ],
  ];
}

/** Two values one after the other, with nothing around them. */
function sequenceOf(...values: readonly DerValue[]): DerValue {
  return (writer) => {
    for (const value of values.toReversed()) value(writer);
  };
}
