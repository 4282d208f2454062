import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCaError, toHex } from '#base';
import { DerReader, encodeDer, sequence } from '#der';
import {
  decodeExtensions,
  encodeExtension,
  encodeExtensions,
  extensionText,
  findExtension,
} from './extension.ts';
import type { Extension, ExtensionNamed } from './extension.ts';

const usage: Extension = { type: 'key_usage', critical: true, value: ['key_cert_sign'] };
const constraints: Extension = {
  type: 'basic_constraints',
  critical: true,
  value: { ca: true, path_length: 0 },
};
const purposes: Extension = {
  type: 'extended_key_usage',
  critical: false,
  value: ['1.3.6.1.5.5.7.3.1', '1.2.3.4'],
};
const unknown: Extension = {
  type: 'unknown',
  critical: true,
  value: { oid: '1.2.22.1', value: 'T3BlblNTSCBVc2VyIENB' },
};

const decodeHex = (hex: string): Extension[] =>
  decodeExtensions(DerReader.of(new Uint8Array(Buffer.from(hex, 'hex'))));

test('a list of extensions is read back as it was written, in its order', () => {
  const list = [usage, unknown, constraints, purposes];
  assert.deepEqual(decodeExtensions(DerReader.of(encodeDer(encodeExtensions(list)))), list);
});

test('critical is written when true and left out when false', () => {
  assert.equal(toHex(encodeDer(encodeExtension(usage))), '300e0603551d0f0101ff040403020204');
  assert.equal(
    toHex(encodeDer(encodeExtension({ type: 'ocsp_no_check', critical: false, value: null }))),
    '300f06092b060105050730010504020500',
  );
});

test('an unknown extension passes through, whatever its octets are', () => {
  const hex = toHex(encodeDer(sequence(encodeExtension(unknown))));
  assert.ok(hex.endsWith(Buffer.from('OpenSSH User CA').toString('hex')));
  assert.deepEqual(decodeHex(hex), [unknown]);
});

test('odd criticality passes the decoder', () => {
  const list = decodeHex(
    '3030301206092b06010505073001050101ff04020500301a06082b060105050701010101ff040b3009300706022a03820161',
  );
  assert.deepEqual(
    list.map(({ type, critical }) => [type, critical]),
    [
      ['ocsp_no_check', true],
      ['authority_information_access', true],
    ],
  );
});

const refused: readonly [title: string, hex: string][] = [
  ['an empty list', '3000'],
  ['a SET of extensions', '3100'],
  ['an extension that is no SEQUENCE', '30020500'],
  ['an indefinite length', '308030090603551d0f040203020000'],
  ['an extension twice', '301d300b0603551d0f040403020204300e0603551d0f0101ff040403020204'],
  ['an unknown extension twice', '3013300806022a0304020500300706022a03040100'],
  ['an encoded critical FALSE', '3010300e0603551d0f010100040403020204'],
  ['a BER TRUE', '3010300e0603551d0f010101040403020204'],
  ['bytes behind the value inside', '300e300c0603551d0f04050302020400'],
  ['bytes behind the value outside', '300f300d0603551d0f0404030202040500'],
  ['an extension without a value', '300730050603551d0f'],
  ['a value in a BIT STRING', '300e300c0603551d0f03050003020204'],
];

for (const [title, hex] of refused) {
  test(`${title} is refused when read`, () => {
    assert.throws(
      () => decodeHex(hex),
      (error) => isCaError(error, 'bad_extension'),
    );
  });
}

const unwritable: readonly [title: string, list: readonly Extension[]][] = [
  ['no extension at all', []],
  ['two extensions of one type', [usage, { ...usage, critical: false }]],
  ['two unknown extensions of one OID', [unknown, unknown]],
  [
    'a known extension and an unknown one of its OID',
    [usage, { type: 'unknown', critical: false, value: { oid: '2.5.29.15', value: 'AwICBA==' } }],
  ],
  ['an empty list in a value', [{ ...purposes, value: [] }]],
  ['base64 that is none', [{ ...unknown, value: { oid: '1.2.3', value: '?' } }]],
  ['a type that does not exist', [{ ...usage, type: 'nothing' } as unknown as Extension]],
  ['a usage that does not exist', [{ ...usage, value: ['x'] } as unknown as Extension]],
];

for (const [title, list] of unwritable) {
  test(`${title} cannot be written`, () => {
    assert.throws(
      () => encodeDer(encodeExtensions(list)),
      (error) => isCaError(error, 'bad_extension'),
    );
  });
}

test('findExtension gives the extension of a type with the types of its value', () => {
  const found: ExtensionNamed<'basic_constraints'> | undefined = findExtension(
    [usage, constraints],
    'basic_constraints',
  );
  assert.equal(found?.value.path_length, 0);
  assert.equal(findExtension([usage], 'basic_constraints'), undefined);
});

const uri = { type: 'URI', value: 'http://example.com/' } as const;

const texts: readonly [extension: Extension, title: string, lines: readonly string[]][] = [
  [usage, 'Key Usage', ['* keyCertSign']],
  [
    {
      type: 'key_usage',
      critical: true,
      value: ['key_agreement', 'content_commitment', 'crl_sign'],
    },
    'Key Usage',
    ['* cRLSign', '* keyAgreement', '* nonRepudiation'],
  ],
  [constraints, 'Basic Constraints', ['CA:TRUE, path length:0']],
  [
    { type: 'basic_constraints', critical: true, value: { ca: false, path_length: null } },
    'Basic Constraints',
    ['CA:FALSE'],
  ],
  [purposes, 'Extended Key Usage', ['* 1.2.3.4', '* serverAuth']],
  [unknown, 'Unknown extension (1.2.22.1)', ['4F:70:65:6E:53:53:48:20:55:73:65:72:20:43:41']],
  [{ type: 'ocsp_no_check', critical: false, value: null }, 'OCSP No Check', ['Yes']],
  [
    { type: 'tls_feature', critical: false, value: ['status_request', 16] },
    'TLS Feature',
    ['* status_request (OCSPMustStaple)', '* 16'],
  ],
  [
    {
      type: 'authority_information_access',
      critical: false,
      value: [
        { access_method: '1.3.6.1.5.5.7.48.1', access_location: uri },
        { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri },
        { access_method: '1.3.6.1.5.5.7.48.1', access_location: { type: 'DNS', value: 'x' } },
      ],
    },
    'Authority Information Access',
    [
      'CA Issuers:',
      '  * URI:http://example.com/',
      'OCSP:',
      '  * URI:http://example.com/',
      '  * DNS:x',
    ],
  ],
  [
    {
      type: 'authority_key_identifier',
      critical: false,
      value: {
        key_identifier: 'qrs=',
        authority_cert_issuer: [uri],
        authority_cert_serial_number: 255,
      },
    },
    'Authority Key Identifier',
    ['* KeyID: AA:BB', '* Issuer:', '  * URI:http://example.com/', '* Serial: FF'],
  ],
  [
    { type: 'subject_key_identifier', critical: false, value: 'qrs=' },
    'Subject Key Identifier',
    ['AA:BB'],
  ],
  [
    {
      type: 'crl_distribution_points',
      critical: false,
      value: [
        { full_name: [uri], relative_name: null, crl_issuer: [uri], reasons: ['superseded'] },
        {
          full_name: null,
          relative_name: [{ oid: '2.5.4.3', value: 'x' }],
          crl_issuer: null,
          reasons: null,
        },
      ],
    },
    'CRL Distribution Points',
    [
      '* DistributionPoint:',
      '  * Full Name:',
      '    * URI:http://example.com/',
      '  * CRL Issuer:',
      '    * URI:http://example.com/',
      '  * Reasons: superseded',
      '* DistributionPoint:',
      '  * Relative Name: CN=x',
    ],
  ],
  [
    {
      type: 'certificate_policies',
      critical: false,
      value: [
        { policy_identifier: '1.2.3', policy_qualifiers: null },
        {
          policy_identifier: '1.2.4',
          policy_qualifiers: [
            'http://example.com/\u001b',
            {
              explicit_text: 'Text\u202e',
              notice_reference: { organization: 'Org', notice_numbers: [1, 2] },
            },
          ],
        },
      ],
    },
    'Certificate Policies',
    [
      '* Policy Identifier: 1.2.3',
      '  No Policy Qualifiers',
      '* Policy Identifier: 1.2.4',
      '  Policy Qualifiers:',
      '  * http://example.com/\\u{1b}',
      '  * User Notice:',
      '    * Explicit Text: Text\\u{202e}',
      '    * Notice Reference:',
      '      * Organization: Org',
      '      * Notice Numbers: 1, 2',
    ],
  ],
  [
    {
      type: 'name_constraints',
      critical: true,
      value: { permitted_subtrees: null, excluded_subtrees: [{ type: 'IP', value: '10.0.0.0/8' }] },
    },
    'Name Constraints',
    ['Excluded:', '  * IP:10.0.0.0/8'],
  ],
];

for (const [extension, title, lines] of texts) {
  test(`${title} is shown as ${JSON.stringify(lines[0])} and so on`, () => {
    assert.deepEqual(extensionText(extension), { title, critical: extension.critical, lines });
  });
}
