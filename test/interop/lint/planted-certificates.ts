import { utf8 } from '#base';
import {
  encodeDer,
  explicit,
  integer,
  nothing,
  octetString,
  oid,
  primitive,
  raw,
  sequence,
  setOf,
  tag,
  text,
  time,
  type DerValue,
} from '#der';
import { name, nameDer } from '#x509';
import type { Signer } from '../specimens/signer.ts';
import {
  algorithm,
  authorityKey,
  coded,
  day,
  extension,
  hex,
  issuer,
  now,
  sha256,
  signed,
  subjectKey,
  type Fields,
} from './planting.ts';

const ids = {
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  policies: '2.5.29.32',
  authorityKey: '2.5.29.35',
  purpose: '2.5.29.37',
  access: '1.3.6.1.5.5.7.1.1',
};

const validity = sequence(time(now - day), time(now + 30 * day));
/** As long as ours are. */
const serial = primitive(tag.integer, hex('47110815 47110815 47110815 47110815'));
const host = 'host.example.com';
const subject = raw(nameDer(name(`C=AT,CN=${host}`)));

/** A certificate of these fields; good where there are none. */
export function makeCertificate(fields: Fields, signer: Signer): Promise<Uint8Array> {
  return signed(
    certificateFields(fields, signer),
    signer,
    fields.outerAlgorithm ?? fields.algorithm,
  );
}

/** What can be wrong with the certificate of an end entity. */
export function certificateDefects(signer: Signer): (readonly [string, Fields])[] {
  const keys = [subjectKey(signer), authorityKey(signer)];
  const withNames = (...list: readonly DerValue[]): Fields => ({
    extensions: [noAuthority, usage, purpose, names(false, ...list), ...keys],
  });
  const withUsage = (der: string): Fields => ({
    extensions: [
      noAuthority,
      extension(ids.keyUsage, true, hex(der)),
      purpose,
      alternativeName,
      ...keys,
    ],
  });
  const inName = (type: string, value: DerValue): Fields => ({
    subject: sequence(setOf([sequence(oid(type), value)])),
  });
  return [
    ['nothing', {}],
    ['a negative serial', { serial: primitive(tag.integer, Uint8Array.of(0x80, 1)) }],
    ['a serial of 21 octets', { serial: primitive(tag.integer, new Uint8Array(21).fill(0x7f)) }],
    ['a serial of zero', { serial: integer(0) }],
    ['a padded serial', { serial: primitive(tag.integer, Uint8Array.of(0, 0, 0x47)) }],
    ['no version', { version: undefined }],
    ['version 2 with extensions', { version: explicit(0, integer(1)) }],
    ['two different algorithms', { outerAlgorithm: algorithm('1.2.840.10045.4.3.3') }],
    [
      'NULL for parameters of ECDSA',
      { algorithm: sequence(oid('1.2.840.10045.4.3.2'), nothing()) },
    ],
    [
      'GeneralizedTime before 2050',
      { validity: sequence(time(now - day), text(tag.visibleString, '20300101000000Z', 0x18)) },
    ],
    [
      'UTCTime without seconds',
      { validity: sequence(time(now - day), text(tag.visibleString, '3001010000Z', 0x17)) },
    ],
    [
      'a time of another zone',
      { validity: sequence(time(now - day), text(tag.visibleString, '300101000000+0100', 0x17)) },
    ],
    ['an end before the start', { validity: sequence(time(now), time(now - day)) }],
    ['BMPString in a name', inName('2.5.4.3', text(tag.bmpString, host))],
    ['UTF8String for a country', inName('2.5.4.6', text(tag.utf8String, 'AT'))],
    ['a country of three letters', inName('2.5.4.6', text(tag.printableString, 'AUT'))],
    ['a common name of 65 letters', inName('2.5.4.3', text(tag.utf8String, 'n'.repeat(65)))],
    ['an empty organization', inName('2.5.4.10', text(tag.utf8String, ''))],
    ['an at sign in PrintableString', inName('2.5.4.3', primitive(0x13, utf8('a@b')))],
    ['no subject and a SAN that is not critical', { subject: sequence() }],
    ['no authority key identifier', { extensions: leafExtensions(signer).toSpliced(5, 1) }],
    ['an extension twice', { extensions: leafExtensions(signer, purpose) }],
    ['no alternative name in the extension for it', withNames()],
    ['a space in a DNS name', withNames(primitive(0x82, utf8('host example.com')))],
    ['an empty label', withNames(primitive(0x82, utf8('host..example.com')))],
    ['an underscore in a DNS name', withNames(primitive(0x82, utf8('ho_st.example.com')))],
    ['a label of 64 letters', withNames(primitive(0x82, utf8(`${'n'.repeat(64)}.example.com`)))],
    ['an IP address of five octets', withNames(primitive(0x87, new Uint8Array(5).fill(9)))],
    ['a URI without scheme', withNames(primitive(0x86, utf8('//example.com/path')))],
    ['an e-mail address without at sign', withNames(primitive(0x81, utf8('example.com')))],
    ['key usage of no bit', withUsage('030100')],
    ['key usage with trailing zeros', withUsage('03020080')],
    ['key usage to encipher with an EC key', withUsage('030205a0')],
    ['an authority for no certificates', withUsage('03020284')],
    [
      'critical FALSE',
      {
        extensions: [
          ...leafExtensions(signer).filter((each) => each !== purpose),
          sequence(
            oid(ids.purpose),
            primitive(1, Uint8Array.of(0)),
            octetString(hex('300a06082b06010505070301')),
          ),
        ],
      },
    ],
    [
      'a BER TRUE',
      {
        extensions: [
          ...leafExtensions(signer).filter((each) => each !== usage),
          sequence(oid(ids.keyUsage), primitive(1, Uint8Array.of(1)), octetString(hex('03020780'))),
        ],
      },
    ],
    [
      'purposes of none',
      {
        extensions: [
          noAuthority,
          usage,
          extension(ids.purpose, false, hex('3000')),
          alternativeName,
          ...keys,
        ],
      },
    ],
    [
      'a critical authority key identifier',
      {
        extensions: [
          noAuthority,
          usage,
          purpose,
          alternativeName,
          subjectKey(signer),
          extension(
            ids.authorityKey,
            true,
            hex('301680140102030405060708090a0b0c0d0e0f1011121314'),
          ),
        ],
      },
    ],
    [
      'critical access to the authority',
      {
        extensions: leafExtensions(
          signer,
          extension(
            ids.access,
            true,
            hex('301a301806082b06010505073001860c687474703a2f2f612e622f63'),
          ),
        ),
      },
    ],
    [
      'a policy twice',
      {
        extensions: leafExtensions(
          signer,
          extension(ids.policies, false, hex('300e30050603 2a030430050603 2a0304')),
        ),
      },
    ],
    [
      'a notice of 201 letters',
      { extensions: leafExtensions(signer, extension(ids.policies, false, longNotice())) },
    ],
    [
      'name constraints of an end entity',
      {
        extensions: leafExtensions(
          signer,
          extension(ids.nameConstraints, true, hex('3011a00f300d820b6578616d706c652e636f6d')),
        ),
      },
    ],
    [
      'a path length of an end entity',
      {
        extensions: [
          extension(ids.basicConstraints, true, hex('3003020100')),
          usage,
          purpose,
          alternativeName,
          ...keys,
        ],
      },
    ],
  ];
}

/** What can be wrong with the certificate of an authority. */
export function authorityDefects(signer: Signer): (readonly [string, Fields])[] {
  const [aki, ski] = [authorityKey(signer), subjectKey(signer)];
  const open = extension(ids.basicConstraints, false, hex('30030101ff'));
  return [
    ['an authority of nothing wrong', authorityFields(signer)],
    [
      'an authority without key identifier',
      { ...authorityFields(signer), extensions: [caConstraints, caUsage, aki] },
    ],
    ['basic constraints that are not critical', authorityFields(signer, [open])],
    [
      'an authority without key usage',
      { ...authorityFields(signer), extensions: [caConstraints, ski, aki] },
    ],
    ['an authority without a name', { ...authorityFields(signer), subject: sequence() }],
    [
      'a critical subject key identifier',
      {
        ...authorityFields(signer),
        extensions: [
          caConstraints,
          caUsage,
          aki,
          extension(ids.subjectKey, true, hex('04140102030405060708090a0b0c0d0e0f1011121314')),
        ],
      },
    ],
  ];
}

function certificateFields(fields: Fields, signer: Signer): DerValue[] {
  const extensions = 'extensions' in fields ? fields.extensions : leafExtensions(signer);
  return [
    ...('version' in fields ? [fields.version] : [explicit(0, integer(2))]),
    fields.serial ?? serial,
    fields.algorithm ?? sha256,
    fields.issuer ?? issuer,
    fields.validity ?? validity,
    fields.subject ?? subject,
    fields.key ?? raw(signer.spki),
    extensions && explicit(3, sequence(...extensions)),
  ].filter((each) => each !== undefined);
}

const usage: DerValue = coded({
  type: 'key_usage',
  critical: true,
  value: ['digital_signature'],
});
const purpose: DerValue = coded({
  type: 'extended_key_usage',
  critical: false,
  value: ['1.3.6.1.5.5.7.3.1'],
});
const noAuthority: DerValue = coded({
  type: 'basic_constraints',
  critical: true,
  value: { ca: false, path_length: null },
});
const alternativeName: DerValue = names(false, primitive(0x82, utf8(host)));

function leafExtensions(signer: Signer, ...changed: readonly DerValue[]): DerValue[] {
  const keys = [subjectKey(signer), authorityKey(signer)];
  return [noAuthority, usage, purpose, alternativeName, ...keys, ...changed];
}

/** The fields of a good authority. */
export function authorityFields(
  signer: Signer,
  extensions: readonly DerValue[] = [caConstraints],
): Fields {
  return {
    subject: issuer,
    extensions: [...extensions, caUsage, subjectKey(signer), authorityKey(signer)],
  };
}

const caConstraints: DerValue = coded({
  type: 'basic_constraints',
  critical: true,
  value: { ca: true, path_length: null },
});
const caUsage: DerValue = coded({
  type: 'key_usage',
  critical: true,
  value: ['crl_sign', 'digital_signature', 'key_cert_sign'],
});

function names(critical: boolean, ...list: readonly DerValue[]): DerValue {
  return extension(ids.alternativeName, critical, encodeDer(sequence(...list)));
}

function longNotice(): Uint8Array {
  const notice = sequence(text(tag.utf8String, 'n'.repeat(201)));
  const qualifier = sequence(oid('1.3.6.1.5.5.7.2.2'), notice);
  return encodeDer(sequence(sequence(oid('1.2.3.4'), sequence(qualifier))));
}
