import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isCaError, toHex } from '#base';
import {
  constructedTag,
  DerReader,
  encodeDer,
  oid,
  octetString,
  parseDer,
  raw,
  sequence,
} from '#der';
import { extensionOfTypeSchema } from '../extension-schema.ts';
import { decodeExtensions, extensionKinds, findExtensionKind } from '../extension.ts';
import type { KnownExtension } from '../extension.ts';

type KnownType = KnownExtension['type'];

/** `input` → DER `hex` → `value` (as `input` when left out); `openssl` is the line of its configuration for the same. */
interface Sample {
  readonly type: KnownType;
  readonly input: unknown;
  readonly value?: unknown;
  readonly hex: string;
  readonly openssl?: string;
}

const key = 'AQIDBAUGBwgJCgsMDQ4PEBESExQ=';
const uri = (value: string): unknown => ({ type: 'URI', value });
const point = { full_name: null, relative_name: null, crl_issuer: null, reasons: null };
const dirName = {
  type: 'dirName',
  value: [
    { oid: '2.5.4.6', value: 'AT' },
    { oid: '2.5.4.3', value: 'Example' },
  ],
};
const scope = {
  only_contains_user_certs: false,
  only_contains_ca_certs: false,
  indirect_crl: false,
  only_contains_attribute_certs: false,
  only_some_reasons: null,
  full_name: null,
  relative_name: null,
};
const logId = 'AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=';
const ones = 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=';

const samples: readonly Sample[] = [
  {
    type: 'subject_key_identifier',
    input: key,
    hex: '04140102030405060708090a0b0c0d0e0f1011121314',
    openssl: 'subjectKeyIdentifier=0102030405060708090a0b0c0d0e0f1011121314',
  },
  {
    type: 'authority_key_identifier',
    input: { key_identifier: key },
    value: {
      key_identifier: key,
      authority_cert_issuer: null,
      authority_cert_serial_number: null,
    },
    hex: '301680140102030405060708090a0b0c0d0e0f1011121314',
    openssl: 'authorityKeyIdentifier=keyid:always',
  },
  {
    type: 'authority_key_identifier',
    input: {
      key_identifier: null,
      authority_cert_issuer: [dirName],
      authority_cert_serial_number: '488844550008685128603860050991792884246934032263',
    },
    hex: '303ba123a421301f310b30090603550406130241543110300e06035504030c074578616d706c65821455a08c3969e7074f93cede743267a24159dd8f87',
  },
  {
    type: 'key_usage',
    input: ['keyAgreement', 'digitalSignature', 'decipher_only'],
    value: ['decipher_only', 'digital_signature', 'key_agreement'],
    hex: '0303078880',
    openssl: 'keyUsage=critical,digitalSignature,keyAgreement,decipherOnly',
  },
  {
    type: 'key_usage',
    input: ['nonRepudiation', 'cRLSign'],
    value: ['content_commitment', 'crl_sign'],
    hex: '03020142',
  },
  {
    type: 'basic_constraints',
    input: { ca: true, path_length: 3 },
    hex: '30060101ff020103',
    openssl: 'basicConstraints=critical,CA:TRUE,pathlen:3',
  },
  {
    type: 'basic_constraints',
    input: { ca: false },
    value: { ca: false, path_length: null },
    hex: '3000',
  },
  {
    type: 'extended_key_usage',
    input: ['serverAuth', '1.3.6.1.5.5.7.3.2', '1.2.3.4'],
    value: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '1.2.3.4'],
    hex: '301906082b0601050507030106082b0601050507030206032a0304',
    openssl: 'extendedKeyUsage=serverAuth,clientAuth,1.2.3.4',
  },
  {
    type: 'subject_alternative_name',
    input: [
      { type: 'DNS', value: 'HOST.example.com' },
      { type: 'DNS', value: '*.example.com' },
      { type: 'IP', value: '192.0.2.1' },
      { type: 'IP', value: '2001:DB8:0::1' },
      uri('https://example.com/path'),
      { type: 'email', value: 'user@example.com' },
      { type: 'RID', value: '1.2.3.4' },
      { type: 'otherName', value: { oid: '1.2.3.4', type: 'UTF8', value: 'text' } },
      {
        type: 'dirName',
        value: [
          { oid: 'C', value: 'AT' },
          { oid: 'CN', value: 'Example' },
        ],
      },
    ],
    value: [
      { type: 'DNS', value: 'host.example.com' },
      { type: 'DNS', value: '*.example.com' },
      { type: 'IP', value: '192.0.2.1' },
      { type: 'IP', value: '2001:db8::1' },
      uri('https://example.com/path'),
      { type: 'email', value: 'user@example.com' },
      { type: 'RID', value: '1.2.3.4' },
      { type: 'otherName', value: { oid: '1.2.3.4', type: 'UTF8String', value: 'text' } },
      dirName,
    ],
    hex: '30819c8210686f73742e6578616d706c652e636f6d820d2a2e6578616d706c652e636f6d8704c0000201871020010db8000000000000000000000001861868747470733a2f2f6578616d706c652e636f6d2f70617468811075736572406578616d706c652e636f6d88032a0304a00d06032a0304a0060c0474657874a421301f310b30090603550406130241543110300e06035504030c074578616d706c65',
    openssl:
      'subjectAltName=DNS:host.example.com,DNS:*.example.com,IP:192.0.2.1,IP:2001:db8::1,URI:https://example.com/path,email:user@example.com,RID:1.2.3.4,otherName:1.2.3.4;UTF8:text,dirName:directory',
  },
  {
    type: 'issuer_alternative_name',
    input: [uri('http://issuer.example.com/')],
    hex: '301c861a687474703a2f2f6973737565722e6578616d706c652e636f6d2f',
    openssl: 'issuerAltName=URI:http://issuer.example.com/',
  },
  {
    type: 'authority_information_access',
    input: [
      { access_method: 'ocsp', access_location: uri('http://ocsp.example.com/') },
      { access_method: 'ca_issuers', access_location: uri('http://example.com/ca.der') },
    ],
    value: [
      { access_method: '1.3.6.1.5.5.7.48.1', access_location: uri('http://ocsp.example.com/') },
      { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri('http://example.com/ca.der') },
    ],
    hex: '304d302406082b060105050730018618687474703a2f2f6f6373702e6578616d706c652e636f6d2f302506082b060105050730028619687474703a2f2f6578616d706c652e636f6d2f63612e646572',
    openssl:
      'authorityInfoAccess=OCSP;URI:http://ocsp.example.com/,caIssuers;URI:http://example.com/ca.der',
  },
  {
    type: 'subject_information_access',
    input: [{ access_method: 'ca_repository', access_location: uri('http://repo.example.com/') }],
    value: [
      { access_method: '1.3.6.1.5.5.7.48.5', access_location: uri('http://repo.example.com/') },
    ],
    hex: '3026302406082b060105050730058618687474703a2f2f7265706f2e6578616d706c652e636f6d2f',
    openssl: 'subjectInfoAccess=caRepository;URI:http://repo.example.com/',
  },
  {
    type: 'crl_distribution_points',
    input: [
      {
        full_name: [uri('http://example.com/a.crl'), uri('http://example.com/b.crl')],
        crl_issuer: [dirName],
        reasons: ['keyCompromise', 'ca_compromise'],
      },
      { relative_name: [{ oid: 'CN', value: 'crl1' }] },
    ],
    value: [
      {
        full_name: [uri('http://example.com/a.crl'), uri('http://example.com/b.crl')],
        relative_name: null,
        crl_issuer: [dirName],
        reasons: ['ca_compromise', 'key_compromise'],
      },
      { ...point, relative_name: [{ oid: '2.5.4.3', value: 'crl1' }] },
    ],
    hex: '30763061a036a0348618687474703a2f2f6578616d706c652e636f6d2f612e63726c8618687474703a2f2f6578616d706c652e636f6d2f622e63726c81020560a223a421301f310b30090603550406130241543110300e06035504030c074578616d706c653011a00fa10d300b06035504030c0463726c31',
    openssl: 'crlDistributionPoints=full_point,relative_point',
  },
  {
    type: 'freshest_crl',
    input: [{ full_name: [uri('http://example.com/delta.crl')] }],
    value: [{ ...point, full_name: [uri('http://example.com/delta.crl')] }],
    hex: '30243022a020a01e861c687474703a2f2f6578616d706c652e636f6d2f64656c74612e63726c',
    openssl: 'freshestCRL=URI:http://example.com/delta.crl',
  },
  {
    type: 'certificate_policies',
    input: [
      { policy_identifier: '1.2.3.5' },
      {
        policy_identifier: '1.2.3.4',
        policy_qualifiers: ['https://example.com/cps', { explicit_text: 'Explicit text' }],
      },
    ],
    value: [
      { policy_identifier: '1.2.3.5', policy_qualifiers: null },
      {
        policy_identifier: '1.2.3.4',
        policy_qualifiers: [
          'https://example.com/cps',
          { explicit_text: 'Explicit text', notice_reference: null },
        ],
      },
    ],
    hex: '3052300506032a0305304906032a03043042302306082b06010505070201161768747470733a2f2f6578616d706c652e636f6d2f637073301b06082b06010505070202300f0c0d4578706c696369742074657874',
    openssl: 'certificatePolicies=1.2.3.5,@policy',
  },
  {
    type: 'certificate_policies',
    input: [
      {
        policy_identifier: '1.2.3.4',
        policy_qualifiers: [
          'https://example.com/cps',
          {
            explicit_text: 'Text ä',
            notice_reference: { organization: 'Org', notice_numbers: [1, 2] },
          },
        ],
      },
    ],
    hex: '3054305206032a0304304b302306082b06010505070201161768747470733a2f2f6578616d706c652e636f6d2f637073302406082b060105050702023018300d0c034f726730060201010201020c075465787420c3a4',
  },
  {
    type: 'name_constraints',
    input: {
      permitted_subtrees: [
        { type: 'DNS', value: '.example.com' },
        { type: 'email', value: 'example.com' },
      ],
      excluded_subtrees: [
        { type: 'IP', value: '10.0.0.0/8' },
        { type: 'URI', value: '.evil.example' },
      ],
    },
    hex: '3040a01f300e820c2e6578616d706c652e636f6d300d810b6578616d706c652e636f6da11d300a87080a000000ff000000300f860d2e6576696c2e6578616d706c65',
    openssl:
      'nameConstraints=permitted;DNS:.example.com,permitted;email:example.com,excluded;IP:10.0.0.0/255.0.0.0,excluded;URI:.evil.example',
  },
  {
    type: 'policy_constraints',
    input: { require_explicit_policy: 3, inhibit_policy_mapping: 0 },
    hex: '3006800103810100',
    openssl: 'policyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:0',
  },
  {
    type: 'policy_mappings',
    input: [{ issuer_domain_policy: '1.2.3.4', subject_domain_policy: '1.2.3.5' }],
    hex: '300c300a06032a030406032a0305',
    openssl: 'policyMappings=1.2.3.4:1.2.3.5',
  },
  {
    type: 'inhibit_any_policy',
    input: 2,
    hex: '020102',
    openssl: 'inhibitAnyPolicy=2',
  },
  {
    type: 'tls_feature',
    input: ['OCSPMustStaple', 'status_request_v2'],
    value: ['status_request', 'status_request_v2'],
    hex: '3006020105020111',
    openssl: 'tlsfeature=status_request,status_request_v2',
  },
  { type: 'ocsp_no_check', input: null, hex: '0500', openssl: 'noCheck=ignored' },
  { type: 'precert_poison', input: undefined, value: null, hex: '0500' },
  { type: 'no_rev_avail', input: null, hex: '0500' },
  {
    type: 'issuing_distribution_point',
    input: {
      full_name: [uri('http://example.com/a.crl')],
      only_contains_user_certs: true,
      indirect_crl: true,
      only_some_reasons: ['key_compromise'],
    },
    value: {
      ...scope,
      full_name: [uri('http://example.com/a.crl')],
      only_contains_user_certs: true,
      indirect_crl: true,
      only_some_reasons: ['key_compromise'],
    },
    hex: '3028a01ca01a8618687474703a2f2f6578616d706c652e636f6d2f612e63726c8101ff830206408401ff',
    openssl: 'issuingDistributionPoint=critical,@scope',
  },
  {
    type: 'issuing_distribution_point',
    input: { only_contains_ca_certs: true },
    value: { ...scope, only_contains_ca_certs: true },
    hex: '30038201ff',
  },
  { type: 'crl_number', input: 256, hex: '02020100' },
  { type: 'crl_number', input: '18446744073709551616', hex: '0209010000000000000000' },
  { type: 'delta_crl_indicator', input: '5', value: 5, hex: '020105' },
  { type: 'crl_reason', input: 'keyCompromise', value: 'key_compromise', hex: '0a0101' },
  { type: 'crl_reason', input: 'remove_from_crl', hex: '0a0108' },
  {
    type: 'invalidity_date',
    input: '2026-01-01T01:00:00.9+01:00',
    value: '2026-01-01T00:00:00Z',
    hex: '180f32303236303130313030303030305a',
  },
  {
    type: 'certificate_issuer',
    input: [{ type: 'dirName', value: [{ oid: '2.5.4.6', value: 'AT' }] }],
    hex: '3011a40f300d310b3009060355040613024154',
  },
  {
    type: 'private_key_usage_period',
    input: { not_before: '2026-01-01T00:00:00', not_after: '2027-01-01' },
    value: { not_before: '2026-01-01T00:00:00Z', not_after: '2027-01-01T00:00:00Z' },
    hex: '3022800f32303236303130313030303030305a810f32303237303130313030303030305a',
  },
  {
    type: 'ms_certificate_template',
    input: { template_id: '1.3.6.1.4.1.311.21.8.1', major_version: 100, minor_version: 7 },
    hex: '3012060a2b060104018237150801020164020107',
  },
  {
    type: 'ms_certificate_template',
    input: { template_id: '1.2.3' },
    value: { template_id: '1.2.3', major_version: null, minor_version: null },
    hex: '300406022a03',
  },
  {
    type: 'ms_ntds_security',
    input: 'S-1-5-21-3623811015-3361044348-30300820-1013',
    hex: '303ea03c060a2b060104018237190201a02e042c532d312d352d32312d333632333831313031352d333336313034343334382d33303330303832302d31303133',
  },
  { type: 'acme_identifier', input: ones, hex: `0420${'01'.repeat(32)}` },
  {
    type: 'related_certificate',
    input: { hash_algorithm: 'SHA-256', hash: ones },
    hex: `302f300b06096086480165030402010420${'01'.repeat(32)}`,
  },
  {
    type: 'qc_statements',
    input: [
      { statement_id: '0.4.0.1862.1.1' },
      { statement_id: '0.4.0.1862.1.6', statement_info: 'MAkGBwQAjkYBBgM=' },
    ],
    value: [
      { statement_id: '0.4.0.1862.1.1', statement_info: null },
      { statement_id: '0.4.0.1862.1.6', statement_info: 'MAkGBwQAjkYBBgM=' },
    ],
    hex: '301f3008060604008e4601013013060604008e4601063009060704008e46010603',
  },
  {
    type: 'precertificate_signed_certificate_timestamps',
    input: [
      {
        version: 'v1',
        log_id: logId,
        timestamp: '2026-01-01T00:00:00.123Z',
        entry_type: 'precertificate',
        extensions: '',
        signature: 'BAMACDAGAgEBAgH/',
      },
    ],
    hex: `043b0039003700${'03'.repeat(32)}0000019b76daa87b00000403000830060201010201ff`,
  },
  {
    type: 'signed_certificate_timestamps',
    input: [
      {
        version: 'v1',
        log_id: logId,
        timestamp: '2026-01-01T00:00:00Z',
        entry_type: 'x509_certificate',
        extensions: 'AQI=',
        signature: 'BAMACDAGAgEBAgH/',
      },
    ],
    hex: `043d003b003900${'03'.repeat(32)}0000019b76daa800000201020403000830060201010201ff`,
  },
  {
    type: 'admissions',
    input: {
      authority: uri('https://a.example/'),
      admissions: [
        {
          admission_authority: { type: 'DNS', value: 'b.example' },
          naming_authority: { id: '1.2.3', url: 'https://n.example/', text: 'Naming' },
          profession_infos: [
            {
              naming_authority: { id: null, url: null, text: 'N' },
              profession_items: ['Arzt', 'Ärztin'],
              profession_oids: ['1.2.4', '1.2.5'],
              registration_number: 'R 1',
              add_profession_info: 'AAE=',
            },
            {
              naming_authority: null,
              profession_items: ['x'],
              profession_oids: null,
              registration_number: null,
              add_profession_info: null,
            },
          ],
        },
      ],
    },
    hex: '307f861268747470733a2f2f612e6578616d706c652f30693067a00b8209622e6578616d706c65a122302006022a03161268747470733a2f2f6e2e6578616d706c652f0c064e616d696e673034302ba00530030c014e300f0c0441727a740c07c384727a74696e300806022a0406022a05130352203104020001300530030c0178',
  },
];

/** What {@link samples} refer to. */
const opensslSections = `
[directory]
C=AT
CN=Example
[full_point]
fullname=URI:http://example.com/a.crl,URI:http://example.com/b.crl
reasons=keyCompromise,CACompromise
CRLissuer=dirName:directory
[relative_point]
relativename=relative
[relative]
CN=crl1
[policy]
policyIdentifier=1.2.3.4
CPS.1=https://example.com/cps
userNotice.1=@notice
[notice]
explicitText="UTF8:Explicit text"
[scope]
fullname=URI:http://example.com/a.crl
indirectCRL=TRUE
onlyuser=TRUE
onlysomereasons=keyCompromise
`;

/** DER that we do not write and read all the same. */
const lenient: readonly (Required<Pick<Sample, 'type' | 'value' | 'hex'>> & { title: string })[] = [
  {
    title: 'texts of a policy as VisibleString',
    type: 'certificate_policies',
    value: [
      {
        policy_identifier: '1.2.3.4',
        policy_qualifiers: [
          {
            explicit_text: 'Visible',
            notice_reference: { organization: 'Example Org', notice_numbers: [1, 2] },
          },
        ],
      },
    ],
    hex: '3037303506032a0304302e302c06082b06010505070202302030151a0b4578616d706c65204f726730060201010201021a0756697369626c65',
  },
  {
    title: 'a qualifier that RFC 5280 does not know',
    type: 'certificate_policies',
    value: [
      {
        policy_identifier: '1.2.3.4',
        policy_qualifiers: [{ qualifier_id: '1.2.3.5', qualifier: 'BQA=' }],
      },
    ],
    hex: '3012301006032a03043009300706032a03050500',
  },
  {
    title: 'a hash with NULL parameters',
    type: 'related_certificate',
    value: { hash_algorithm: 'SHA-256', hash: ones },
    hex: `3031300d060960864801650304020105000420${'01'.repeat(32)}`,
  },
  {
    title: 'a hash that we do not know',
    type: 'related_certificate',
    value: { hash_algorithm: '1.2.3', hash: ones },
    hex: `3028300406022a030420${'01'.repeat(32)}`,
  },
  {
    title: 'a DNS name that is none',
    type: 'subject_alternative_name',
    value: [{ type: 'DNS', value: 'not a host' }],
    hex: '300c820a6e6f74206120686f7374',
  },
  {
    title: 'a TLS feature without a name',
    type: 'tls_feature',
    value: ['status_request', 16],
    hex: '3006020105020110',
  },
  {
    title: 'an access method without a name',
    type: 'authority_information_access',
    value: [{ access_method: '1.2.3', access_location: { type: 'DNS', value: 'a' } }],
    hex: '3009300706022a03820161',
  },
  {
    title: 'encipher_only without key_agreement',
    type: 'key_usage',
    value: ['encipher_only'],
    hex: '03020001',
  },
  { title: 'no key usage at all', type: 'key_usage', value: [], hex: '030100' },
  {
    title: 'the flag «unused» among reasons',
    type: 'crl_distribution_points',
    value: [{ ...point, reasons: ['key_compromise'] }],
    hex: '30063004810206c0',
  },
  {
    title: 'a path length of what is no CA',
    type: 'basic_constraints',
    value: { ca: false, path_length: 0 },
    hex: '3003020100',
  },
  {
    title: 'an authority key identifier that says nothing',
    type: 'authority_key_identifier',
    value: {
      key_identifier: null,
      authority_cert_issuer: null,
      authority_cert_serial_number: null,
    },
    hex: '3000',
  },
];

const bad: readonly [title: string, type: KnownType, hex: string][] = [
  ['key usage with trailing zero bits', 'key_usage', '03020006'],
  ['key usage with an octet of zeros', 'key_usage', '0303000600'],
  ['key usage with a bit without a name', 'key_usage', '0303068040'],
  ['key usage with unused bits that are set', 'key_usage', '030207ff'],
  ['key usage as SEQUENCE', 'key_usage', '3000'],
  ['an encoded cA FALSE', 'basic_constraints', '3003010100'],
  ['a BER BOOLEAN', 'basic_constraints', '3003010101'],
  ['a negative path length', 'basic_constraints', '30060101ff0201ff'],
  ['a padded path length', 'basic_constraints', '30070101ff02020001'],
  ['a third basic constraint', 'basic_constraints', '30090101ff020101020101'],
  ['bytes behind the value', 'basic_constraints', '300000'],
  ['an indefinite length', 'basic_constraints', '30800000'],
  ['no purpose', 'extended_key_usage', '3000'],
  ['a purpose that is no OID', 'extended_key_usage', '3003020101'],
  ['no subject alternative name', 'subject_alternative_name', '3000'],
  ['a general name of no type', 'subject_alternative_name', '3003890161'],
  ['an x400Address', 'subject_alternative_name', '3002a300'],
  ['an IP address of three octets', 'subject_alternative_name', '30058703010203'],
  ['no issuer alternative name', 'issuer_alternative_name', '3000'],
  ['no certificate issuer', 'certificate_issuer', '3000'],
  ['no access description', 'authority_information_access', '3000'],
  ['an access method without a location', 'subject_information_access', '3006300406022a03'],
  ['no distribution point', 'crl_distribution_points', '3000'],
  ['an empty distribution point', 'freshest_crl', '30023000'],
  ['an empty full name', 'crl_distribution_points', '30063004a002a000'],
  ['an empty relative name', 'crl_distribution_points', '30063004a002a100'],
  ['an empty CRL issuer', 'crl_distribution_points', '30043002a200'],
  ['fields out of order', 'crl_distribution_points', '300a3008a203820161810100'],
  ['no policy', 'certificate_policies', '3000'],
  ['no policy qualifier', 'certificate_policies', '3009300706032a03043000'],
  [
    'a practice statement that is no IA5String',
    'certificate_policies',
    '3018301606032a0304300f300d06082b060105050702010c0161',
  ],
  ['no subtree', 'name_constraints', '3000'],
  ['an empty list of subtrees', 'name_constraints', '3002a000'],
  ['a subtree with a minimum', 'name_constraints', '300ca00a30088203612e62800100'],
  ['no policy constraint', 'policy_constraints', '3000'],
  ['a negative policy constraint', 'policy_constraints', '30038001ff'],
  ['no policy mapping', 'policy_mappings', '3000'],
  ['a mapping of one policy', 'policy_mappings', '3007300506032a0304'],
  ['a negative number of certificates', 'inhibit_any_policy', '0201ff'],
  ['a key usage period without a time', 'private_key_usage_period', '3000'],
  [
    'a fraction of a second',
    'private_key_usage_period',
    '3013801132303236303130313030303030302e355a',
  ],
  ['no TLS feature', 'tls_feature', '3000'],
  ['a negative TLS feature', 'tls_feature', '30030201ff'],
  ['NULL with content', 'ocsp_no_check', '050100'],
  ['bytes behind NULL', 'precert_poison', '050000'],
  ['nothing in place of NULL', 'no_rev_avail', ''],
  ['an empty scope', 'issuing_distribution_point', '3000'],
  ['an encoded onlyContainsUserCerts FALSE', 'issuing_distribution_point', '3003810100'],
  ['reason 7', 'crl_reason', '0a0107'],
  ['a reason that is INTEGER', 'crl_reason', '020101'],
  ['UTCTime as invalidity date', 'invalidity_date', '170d3236303130313030303030305a'],
  ['an ACME identifier of 31 octets', 'acme_identifier', `041f${'01'.repeat(31)}`],
  ['a template version beyond 32 bits', 'ms_certificate_template', '300b06022a0302050100000000'],
  ['a security identifier of another type', 'ms_ntds_security', '300ea00c06022a03a0060404532d312d'],
  [
    'a malformed security identifier',
    'ms_ntds_security',
    '3016a014060a2b060104018237190201a0060404532d312d',
  ],
  ['a hash with parameters', 'related_certificate', '300d300706022a0302010004020101'],
  ['no statement', 'qc_statements', '3000'],
  ['a statement of malformed DER', 'qc_statements', '300a300806022a0330020101'],
  ['no timestamp', 'signed_certificate_timestamps', '04020000'],
  ['a list of timestamps without its length', 'signed_certificate_timestamps', '0400'],
  [
    'bytes behind the timestamps',
    'signed_certificate_timestamps',
    `043e003b003900${'03'.repeat(32)}0000019b76daa800000201020403000830060201010201ff00`,
  ],
  [
    'a timestamp of version 2',
    'signed_certificate_timestamps',
    `043d003b003901${'03'.repeat(32)}0000019b76daa800000201020403000830060201010201ff`,
  ],
  [
    'a timestamp beyond the calendar',
    'signed_certificate_timestamps',
    `043d003b003900${'03'.repeat(32)}ffffffffffffffff000201020403000830060201010201ff`,
  ],
  [
    'a signature cut short',
    'signed_certificate_timestamps',
    `043d003b003900${'03'.repeat(32)}0000019b76daa800000201020403000930060201010201ff`,
  ],
  ['an empty admission', 'admissions', '300430023000'],
  ['no profession item', 'admissions', '300a30083006300430023000'],
];

const octetsOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

/** Extensions with the one extension of this type and content. */
function extensionsDer(type: string, content: Uint8Array): Uint8Array {
  const kind = findExtensionKind(type);
  assert.ok(kind);
  return encodeDer(sequence(sequence(oid(kind.oid), octetString(content))));
}

function decodeOne(type: string, hex: string): unknown {
  return decodeExtensions(DerReader.of(extensionsDer(type, octetsOf(hex))))[0];
}

test('every kind of extension has a sample, a type of its own and an OID of its own', () => {
  const types = extensionKinds.map((kind) => kind.type);
  assert.deepEqual(
    types.filter((type) => !samples.some((sample) => sample.type === type)),
    [],
  );
  assert.equal(new Set(types).size, types.length);
  assert.equal(new Set(extensionKinds.map((kind) => kind.oid)).size, types.length);
});

for (const { type, input, value = input, hex, openssl } of samples) {
  const title = `${type} ${hex.slice(0, 16)}…`;
  test(`${title} is written from JSON${openssl ? ' as OpenSSL writes it' : ''}`, () => {
    const kind = findExtensionKind(type);
    const parsed = extensionOfTypeSchema(type).parse({
      critical: kind?.criticality.default ?? false,
      value: input,
    });
    assert.equal(toHex(encodeDer(kind?.encode(parsed.value) ?? raw(new Uint8Array()))), hex);
  });
  test(`${title} is read into the normalised JSON`, () => {
    assert.deepEqual(decodeOne(type, hex), { type, critical: false, value });
    const parsed = extensionOfTypeSchema(type).parse({
      critical: findExtensionKind(type)?.criticality.default ?? false,
      value,
    });
    assert.deepEqual(parsed.value, value);
  });
}

for (const { title, type, value, hex } of lenient) {
  test(`${title} is read, being well-formed`, () => {
    assert.deepEqual(decodeOne(type, hex), { type, critical: false, value });
  });
}

for (const [title, type, hex] of bad) {
  test(`${title} in ${type} is refused`, () => {
    assert.throws(
      () => decodeOne(type, hex),
      (error) =>
        isCaError(error, 'bad_extension') &&
        error.detail.startsWith(findExtensionKind(type)?.title ?? '?'),
    );
  });
}

test('mutated extensions are read or refused with bad_extension, and nothing else', () => {
  const edit = fc.record({
    at: fc.nat(),
    octet: fc.nat(255),
    how: fc.constantFrom('replace', 'insert', 'remove', 'cut'),
  });
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...samples), edits, fc.boolean(), (sample, edits, outside) => {
      const octets = octetsOf(sample.hex);
      const der = outside
        ? mutate(extensionsDer(sample.type, octets), edits)
        : extensionsDer(sample.type, mutate(octets, edits));
      try {
        decodeExtensions(DerReader.of(der));
      } catch (error) {
        assert.ok(isCaError(error, 'bad_extension'), String(error));
      }
    }),
    { numRuns: 4000 },
  );
});

function mutate(
  octets: Uint8Array,
  edits: readonly { at: number; octet: number; how: string }[],
): Uint8Array {
  const list = [...octets];
  for (const { at, octet, how } of edits) {
    const place = at % (list.length + 1);
    if (how === 'cut') list.length = place;
    else list.splice(place, how === 'insert' ? 0 : 1, ...(how === 'remove' ? [] : [octet]));
  }
  return new Uint8Array(list);
}

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? '';
const noOpenssl = /^OpenSSL [3-9]/.test(version)
  ? false
  : `needs OpenSSL 3, found ${version.trim() || 'none'}`;

test('OpenSSL writes the samples as they stand here', { skip: noOpenssl }, () => {
  const theirs = samples.filter((sample) => sample.openssl !== undefined);
  const certificate = opensslCertificate(theirs.map((sample) => sample.openssl).join('\n'));
  assert.deepEqual(
    contentsOf(certificate),
    theirs.map(({ type, hex }) => [findExtensionKind(type)?.oid, hex]),
  );
});

/** DER of a certificate with these lines for extensions. */
function opensslCertificate(lines: string): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'certwright-'));
  try {
    const config = `[req]\ndistinguished_name=subject\nprompt=no\nx509_extensions=extensions\n[subject]\nCN=x\n[extensions]\n${lines}\n${opensslSections}`;
    writeFileSync(join(directory, 'config'), config);
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
    const files = ['-config', 'config', '-keyout', 'key', '-outform', 'DER'];
    const { stdout, stderr } = spawnSync('openssl', ['req', '-new', '-x509', ...key, ...files], {
      cwd: directory,
    });
    assert.ok(stdout.length > 0, String(stderr));
    return new Uint8Array(stdout);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** OID and content, in hex, of each extension of a certificate. */
function contentsOf(certificate: Uint8Array): [oid: string, hex: string][] {
  const body = DerReader.of(certificate).inside().inside();
  while (!body.nextIs(constructedTag(3))) body.any();
  const list = body.within(constructedTag(3), (inner) => inner.any());
  return parseDer(list.der, (reader) =>
    reader.list((inner) =>
      inner.sequence((each) => {
        const dotted = each.oid();
        if (each.nextIs(1)) each.boolean();
        return [dotted, toHex(each.octetString())];
      }),
    ),
  );
}
