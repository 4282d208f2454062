import { isDeepStrictEqual } from 'node:util';
import { present } from '#base';
import { revocationReasons, type Extension } from '#x509';
import { authorityKeyId, authorityKeyIdentifier, authoritySerial, issuerName } from './issuer.ts';

/** One extension as it is written and as every reader should understand it. */
export interface ExtensionSample {
  /** Unique, kebab-case: what reports and the tables of expected words call it. */
  readonly id: string;
  readonly extension: Extension;
}

const digest = 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=';
const logId = 'AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=';
const point = { full_name: null, relative_name: null, crl_issuer: null, reasons: null };
const scope = {
  only_contains_user_certs: false,
  only_contains_ca_certs: false,
  indirect_crl: false,
  only_contains_attribute_certs: false,
  only_some_reasons: null,
  full_name: null,
  relative_name: null,
};
const directory = {
  type: 'dirName',
  value: [
    { oid: '2.5.4.6', value: 'AT' },
    { oid: '2.5.4.3', value: 'Example' },
  ],
} as const;
const uri = (value: string): { readonly type: 'URI'; readonly value: string } => ({
  type: 'URI',
  value,
});

/** Every extension that a certificate may carry, each in its usual and its rare forms. */
export const certificateSamples: readonly ExtensionSample[] = [
  sample('subject-key-identifier', {
    type: 'subject_key_identifier',
    critical: false,
    value: authorityKeyId,
  }),
  sample('authority-key-identifier', authorityKeyIdentifier),
  sample('authority-key-identifier-by-name', {
    type: 'authority_key_identifier',
    critical: false,
    value: {
      key_identifier: authorityKeyId,
      authority_cert_issuer: [{ type: 'dirName', value: issuerName }],
      authority_cert_serial_number: BigInt(`0x${authoritySerial}`).toString(),
    },
  }),
  sample('key-usage', {
    type: 'key_usage',
    critical: true,
    value: ['digital_signature', 'key_encipherment'],
  }),
  sample('key-usage-all', {
    type: 'key_usage',
    critical: true,
    value: [
      'content_commitment',
      'crl_sign',
      'data_encipherment',
      'decipher_only',
      'digital_signature',
      'encipher_only',
      'key_agreement',
      'key_cert_sign',
      'key_encipherment',
    ],
  }),
  sample('key-usage-authority', {
    type: 'key_usage',
    critical: true,
    value: ['crl_sign', 'digital_signature', 'key_cert_sign'],
  }),
  sample('key-usage-ninth-bit', {
    type: 'key_usage',
    critical: false,
    value: ['decipher_only', 'key_agreement'],
  }),
  sample('basic-constraints-authority', {
    type: 'basic_constraints',
    critical: true,
    value: { ca: true, path_length: 3 },
  }),
  sample('basic-constraints-authority-open', {
    type: 'basic_constraints',
    critical: true,
    value: { ca: true, path_length: null },
  }),
  sample('basic-constraints-end-entity', {
    type: 'basic_constraints',
    critical: false,
    value: { ca: false, path_length: null },
  }),
  sample('extended-key-usage', {
    type: 'extended_key_usage',
    critical: false,
    value: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
  }),
  sample('extended-key-usage-rare', {
    type: 'extended_key_usage',
    critical: true,
    value: [
      '1.3.6.1.5.5.7.3.3',
      '1.3.6.1.5.5.7.3.4',
      '1.3.6.1.5.5.7.3.8',
      '1.3.6.1.5.5.7.3.9',
      '1.3.6.1.4.1.311.20.2.2',
      '2.5.29.37.0',
      '1.2.3.4',
    ],
  }),
  sample('subject-alternative-name', {
    type: 'subject_alternative_name',
    critical: false,
    value: [
      { type: 'DNS', value: 'host.example.com' },
      { type: 'DNS', value: '*.example.net' },
      { type: 'IP', value: '192.0.2.1' },
      { type: 'IP', value: '2001:db8::1' },
      { type: 'email', value: 'someone@example.com' },
      uri('https://example.com/path?a=b&c=d'),
    ],
  }),
  sample('subject-alternative-name-rare', {
    type: 'subject_alternative_name',
    critical: true,
    value: [
      directory,
      { type: 'RID', value: '1.2.3.4' },
      {
        type: 'otherName',
        value: { oid: '1.3.6.1.4.1.311.20.2.3', type: 'UTF8String', value: 'user@example.com' },
      },
      { type: 'otherName', value: { oid: '1.2.3.5', type: 'INTEGER', value: 5 } },
      { type: 'DNS', value: 'xn--mnchen-3ya.example' },
    ],
  }),
  sample('subject-alternative-name-critical', {
    type: 'subject_alternative_name',
    critical: true,
    value: [{ type: 'DNS', value: 'only.example.com' }],
  }),
  sample('issuer-alternative-name', {
    type: 'issuer_alternative_name',
    critical: false,
    value: [uri('http://issuer.example.com/'), { type: 'DNS', value: 'issuer.example.com' }],
  }),
  sample('authority-information-access', {
    type: 'authority_information_access',
    critical: false,
    value: [
      { access_method: '1.3.6.1.5.5.7.48.1', access_location: uri('http://ocsp.example.com/') },
      { access_method: '1.3.6.1.5.5.7.48.2', access_location: uri('http://example.com/ca.der') },
    ],
  }),
  sample('subject-information-access', {
    type: 'subject_information_access',
    critical: false,
    value: [
      { access_method: '1.3.6.1.5.5.7.48.5', access_location: uri('http://repo.example.com/') },
    ],
  }),
  sample('crl-distribution-points', {
    type: 'crl_distribution_points',
    critical: false,
    value: [{ ...point, full_name: [uri('http://example.com/ca.crl')] }],
  }),
  sample('crl-distribution-points-rare', {
    type: 'crl_distribution_points',
    critical: true,
    value: [
      {
        full_name: [uri('http://example.com/a.crl'), uri('ldap://example.com/cn=b?crl')],
        relative_name: null,
        crl_issuer: [directory],
        reasons: ['ca_compromise', 'key_compromise'],
      },
      { ...point, relative_name: [{ oid: '2.5.4.3', value: 'crl1' }] },
      { ...point, crl_issuer: [directory] },
    ],
  }),
  sample('freshest-crl', {
    type: 'freshest_crl',
    critical: false,
    value: [{ ...point, full_name: [uri('http://example.com/delta.crl')] }],
  }),
  sample('certificate-policies', {
    type: 'certificate_policies',
    critical: false,
    value: [
      { policy_identifier: '2.23.140.1.2.1', policy_qualifiers: null },
      { policy_identifier: '2.5.29.32.0', policy_qualifiers: null },
    ],
  }),
  sample('certificate-policies-qualified', {
    type: 'certificate_policies',
    critical: true,
    value: [
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
      {
        policy_identifier: '1.2.3.5',
        policy_qualifiers: [{ explicit_text: 'Only text', notice_reference: null }],
      },
    ],
  }),
  sample('name-constraints', {
    type: 'name_constraints',
    critical: true,
    value: {
      permitted_subtrees: [
        { type: 'DNS', value: 'example.com' },
        { type: 'email', value: 'example.com' },
        { type: 'IP', value: '2001:db8::/32' },
        directory,
      ],
      excluded_subtrees: [
        { type: 'IP', value: '10.0.0.0/8' },
        { type: 'URI', value: '.evil.example' },
      ],
    },
  }),
  sample('name-constraints-excluded', {
    type: 'name_constraints',
    critical: true,
    value: { permitted_subtrees: null, excluded_subtrees: [{ type: 'DNS', value: 'example.org' }] },
  }),
  sample('policy-constraints', {
    type: 'policy_constraints',
    critical: true,
    value: { require_explicit_policy: 3, inhibit_policy_mapping: 0 },
  }),
  sample('policy-constraints-one', {
    type: 'policy_constraints',
    critical: true,
    value: { require_explicit_policy: null, inhibit_policy_mapping: 1 },
  }),
  sample('inhibit-any-policy', { type: 'inhibit_any_policy', critical: true, value: 2 }),
  sample('tls-feature', {
    type: 'tls_feature',
    critical: false,
    value: ['status_request', 'status_request_v2'],
  }),
  sample('ocsp-no-check', { type: 'ocsp_no_check', critical: false, value: null }),
  sample('precert-poison', { type: 'precert_poison', critical: true, value: null }),
  sample('no-rev-avail', { type: 'no_rev_avail', critical: false, value: null }),
  sample('private-key-usage-period', {
    type: 'private_key_usage_period',
    critical: false,
    value: { not_before: '2026-01-01T00:00:00Z', not_after: '2027-01-01T00:00:00Z' },
  }),
  sample('private-key-usage-period-one', {
    type: 'private_key_usage_period',
    critical: false,
    value: { not_before: null, not_after: '2027-01-01T00:00:00Z' },
  }),
  sample('ms-certificate-template', {
    type: 'ms_certificate_template',
    critical: false,
    value: { template_id: '1.3.6.1.4.1.311.21.8.1', major_version: 100, minor_version: 7 },
  }),
  sample('ms-ntds-security', {
    type: 'ms_ntds_security',
    critical: false,
    value: 'S-1-5-21-3623811015-3361044348-30300820-1013',
  }),
  sample('acme-identifier', { type: 'acme_identifier', critical: true, value: digest }),
  sample('related-certificate', {
    type: 'related_certificate',
    critical: false,
    value: { hash_algorithm: 'SHA-256', hash: digest },
  }),
  sample('qc-statements', {
    type: 'qc_statements',
    critical: false,
    value: [
      { statement_id: '0.4.0.1862.1.1', statement_info: null },
      { statement_id: '0.4.0.1862.1.6', statement_info: 'MAkGBwQAjkYBBgM=' },
    ],
  }),
  sample('precertificate-timestamps', {
    type: 'precertificate_signed_certificate_timestamps',
    critical: false,
    value: [
      {
        version: 'v1',
        log_id: logId,
        timestamp: '2026-01-01T00:00:00.123Z',
        entry_type: 'precertificate',
        extensions: '',
        signature: 'BAMACDAGAgEBAgH/',
      },
    ],
  }),
  sample('admissions', {
    type: 'admissions',
    critical: false,
    value: {
      authority: directory,
      admissions: [
        {
          admission_authority: { type: 'DNS', value: 'b.example' },
          naming_authority: { id: '1.2.3.4', url: 'https://n.example/', text: 'Naming' },
          profession_infos: [
            {
              naming_authority: { id: null, url: null, text: 'N' },
              profession_items: ['Arzt', 'Ärztin'],
              profession_oids: ['1.2.3.5', '1.2.3.6'],
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
  }),
  sample('unknown', {
    type: 'unknown',
    critical: false,
    value: { oid: '1.2.3.4.5', value: 'DAVoZWxsbw==' },
  }),
];

/** What a CRL may carry besides its issuer's key identifier. */
export const listSamples: readonly ExtensionSample[] = [
  sample('crl-number', { type: 'crl_number', critical: false, value: 7 }),
  sample('crl-number-of-delta', { type: 'crl_number', critical: false, value: 8 }),
  sample('crl-number-of-20-octets', {
    type: 'crl_number',
    critical: false,
    value: (2n ** 158n).toString(),
  }),
  sample('delta-crl-indicator', { type: 'delta_crl_indicator', critical: true, value: 7 }),
  sample('scope-users', {
    type: 'issuing_distribution_point',
    critical: true,
    value: {
      ...scope,
      full_name: [uri('http://example.com/users.crl')],
      only_contains_user_certs: true,
    },
  }),
  sample('scope-authorities', {
    type: 'issuing_distribution_point',
    critical: true,
    value: { ...scope, only_contains_ca_certs: true },
  }),
  sample('scope-attributes', {
    type: 'issuing_distribution_point',
    critical: true,
    value: { ...scope, only_contains_attribute_certs: true },
  }),
  sample('scope-relative', {
    type: 'issuing_distribution_point',
    critical: true,
    value: {
      ...scope,
      relative_name: [{ oid: '2.5.4.3', value: 'crl1' }],
      only_some_reasons: ['ca_compromise', 'key_compromise'],
    },
  }),
  sample('scope-indirect', {
    type: 'issuing_distribution_point',
    critical: true,
    value: { ...scope, full_name: [uri('http://example.com/a.crl')], indirect_crl: true },
  }),
];

/** What an entry of a CRL may carry. */
export const entrySamples: readonly ExtensionSample[] = [
  ...revocationReasons
    .filter(({ code }) => code !== 0)
    .map(({ name }) =>
      sample(`reason-${name.replaceAll('_', '-')}`, {
        type: 'crl_reason',
        critical: false,
        value: name,
      }),
    ),
  sample('invalidity-date', {
    type: 'invalidity_date',
    critical: false,
    value: '2026-01-15T00:00:00Z',
  }),
  sample('certificate-issuer', {
    type: 'certificate_issuer',
    critical: true,
    value: [{ type: 'dirName', value: [{ oid: '2.5.4.3', value: 'Another Authority' }] }],
  }),
];

const samples = [...certificateSamples, ...listSamples, ...entrySamples];

/** The extension of the sample with this id. */
export function sampleExtension(id: string): Extension {
  return present(
    samples.find((each) => each.id === id),
    `a sample ${id}`,
  ).extension;
}

/** The id of the sample that is this extension: everything in the specimens is one. */
export function sampleId(extension: Extension): string {
  return present(
    samples.find((each) => isDeepStrictEqual(each.extension, extension)),
    `a sample of this ${extension.type}`,
  ).id;
}

function sample(id: string, extension: Extension): ExtensionSample {
  return { id, extension };
}
