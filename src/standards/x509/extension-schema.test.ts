import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import {
  anyExtensionSchema,
  configurableExtensionTypes,
  extensionOfTypeSchema,
  extensionSchema,
} from './extension-schema.ts';

const url = { type: 'URI', value: 'http://example.com/' };
const point = { full_name: [url], relative_name: null, crl_issuer: null, reasons: null };

/** The first issue as `code path: message`. */
function firstIssue(schema: z.ZodType, input: unknown): string {
  const [issue] = schema.safeParse(input).error?.issues ?? [];
  return issue ? `${issue.code} ${issue.path.join('.')}: ${issue.message}` : 'none';
}

test('exactly the types of the REST contract and two of our own are configurable', () => {
  const ours = new Set(['ms_ntds_security', 'no_rev_avail']);
  assert.deepEqual(
    configurableExtensionTypes.filter((type) => !ours.has(type)),
    [
      'admissions',
      'authority_information_access',
      'certificate_policies',
      'crl_distribution_points',
      'extended_key_usage',
      'freshest_crl',
      'issuer_alternative_name',
      'key_usage',
      'ms_certificate_template',
      'ocsp_no_check',
      'precert_poison',
      'private_key_usage_period',
      'subject_alternative_name',
      'tls_feature',
    ],
  );
});

const accepted: readonly [title: string, input: unknown, output: unknown][] = [
  [
    'names of the RFC leave in our spelling and in the order given',
    { type: 'key_usage', value: ['keyEncipherment', 'nonRepudiation'] },
    { type: 'key_usage', critical: true, value: ['key_encipherment', 'content_commitment'] },
  ],
  [
    'names of purposes leave dotted',
    { type: 'extended_key_usage', critical: true, value: ['OCSPSigning', 'mdlDS'] },
    { type: 'extended_key_usage', critical: true, value: ['1.3.6.1.5.5.7.3.9', '1.0.18013.5.1.2'] },
  ],
  [
    'unknown fields are passed over, at every level',
    { type: 'subject_alternative_name', extra: 1, value: [{ ...url, extra: 2 }] },
    { type: 'subject_alternative_name', critical: false, value: [url] },
  ],
  [
    'a value that can only be null may be left out',
    { type: 'ocsp_no_check' },
    { type: 'ocsp_no_check', critical: false, value: null },
  ],
  [
    'fields that may be null may be left out',
    { type: 'freshest_crl', value: [{ full_name: [url] }] },
    { type: 'freshest_crl', critical: false, value: [point] },
  ],
  [
    'a template with its criticality',
    { type: 'ms_certificate_template', critical: false, value: { template_id: '1.2.3' } },
    {
      type: 'ms_certificate_template',
      critical: false,
      value: { template_id: '1.2.3', major_version: null, minor_version: null },
    },
  ],
];

for (const [title, input, output] of accepted) {
  test(`accepted: ${title}`, () => {
    assert.deepEqual(extensionSchema.parse(input), output);
    assert.deepEqual(extensionSchema.parse(output), output);
  });
}

const unique = 'value must be unique';
const empty = '[]: value must not be empty';

const refused: readonly [title: string, input: unknown, issue: string][] = [
  ['no object', null, 'invalid_type : Invalid input: expected object, received null'],
  [
    'no value',
    { type: 'key_usage' },
    'invalid_type value: Invalid input: expected array, received undefined',
  ],
  ['an empty list', { type: 'key_usage', value: [] }, `custom value: ${empty}`],
  [
    'a usage in two spellings',
    { type: 'key_usage', value: ['crl_sign', 'cRLSign'] },
    `custom value: ["crl_sign","crl_sign"]: ${unique}`,
  ],
  [
    'a purpose in two spellings',
    { type: 'extended_key_usage', value: ['serverAuth', '1.3.6.1.5.5.7.3.1'] },
    `custom value: ["1.3.6.1.5.5.7.3.1","1.3.6.1.5.5.7.3.1"]: ${unique}`,
  ],
  [
    'a host name and its A-label',
    {
      type: 'subject_alternative_name',
      value: [
        { type: 'DNS', value: 'ä.example' },
        { type: 'DNS', value: 'xn--4ca.example' },
      ],
    },
    `custom value: [{"type":"DNS","value":"xn--4ca.example"},{"type":"DNS","value":"xn--4ca.example"}]: ${unique}`,
  ],
  [
    'an unknown usage',
    { type: 'tls_feature', value: ['x'] },
    'invalid_value value.0: Invalid option: expected one of "status_request"|"status_request_v2"',
  ],
  [
    'a purpose that is neither name nor OID',
    { type: 'extended_key_usage', value: ['servAuth'] },
    'custom value.0: servAuth: Invalid object identifier',
  ],
  [
    'decipher_only alone',
    { type: 'key_usage', value: ['decipher_only'] },
    'custom value: encipher_only and decipher_only can only be set when key_agreement is set',
  ],
  [
    'precert_poison that is not critical',
    { type: 'precert_poison', critical: false },
    'custom critical: this extension must be marked as critical',
  ],
  [
    'authority_information_access that is critical',
    {
      type: 'authority_information_access',
      critical: true,
      value: [{ access_method: 'ocsp', access_location: url }],
    },
    'custom critical: this extension must be marked as non-critical',
  ],
  [
    'another access method',
    {
      type: 'authority_information_access',
      value: [{ access_method: 'ca_repository', access_location: url }],
    },
    'invalid_value value.0.access_method: Invalid option: expected one of "1.3.6.1.5.5.7.48.1"|"1.3.6.1.5.5.7.48.2"',
  ],
  [
    'ms_certificate_template without its criticality',
    { type: 'ms_certificate_template', value: { template_id: '1.2.3' } },
    'invalid_type critical: Invalid input: expected boolean, received undefined',
  ],
  [
    'a minor version without a major one',
    {
      type: 'ms_certificate_template',
      critical: false,
      value: { template_id: '1.2.3', minor_version: 1 },
    },
    'custom value: minor_version needs a major_version',
  ],
  [
    'a point with both names',
    {
      type: 'crl_distribution_points',
      value: [{ ...point, relative_name: [{ oid: 'CN', value: 'x' }] }],
    },
    'custom value.0: must give exactly one of full_name or relative_name.',
  ],
  [
    'a point with neither name nor issuer',
    { type: 'crl_distribution_points', value: [{ reasons: ['superseded'] }] },
    'custom value.0: either full_name, relative_name or crl_issuer must be provided.',
  ],
  [
    'a point with an empty full name',
    { type: 'crl_distribution_points', value: [{ full_name: [] }] },
    `custom value.0.full_name: ${empty}`,
  ],
  [
    'a point with an empty relative name',
    { type: 'crl_distribution_points', value: [{ relative_name: [] }] },
    `custom value.0.relative_name: ${empty}`,
  ],
  [
    'the reason unspecified for a point',
    { type: 'crl_distribution_points', value: [{ ...point, reasons: ['unspecified'] }] },
    'invalid_value value.0.reasons.0: Invalid option: expected one of "key_compromise"|"ca_compromise"|"affiliation_changed"|"superseded"|"cessation_of_operation"|"certificate_hold"|"privilege_withdrawn"|"aa_compromise"',
  ],
  [
    'a bad URI',
    { type: 'issuer_alternative_name', value: [{ type: 'URI', value: 'foo' }] },
    'custom value.0: URL requires scheme and network location: foo',
  ],
  [
    'no time at all',
    { type: 'private_key_usage_period', value: {} },
    'custom value: at least one of not_before and not_after must be given',
  ],
  [
    'a day that does not exist',
    { type: 'private_key_usage_period', value: { not_before: '2026-02-30T00:00:00Z' } },
    'invalid_format value.not_before: Invalid ISO datetime',
  ],
  [
    'an end before the start',
    {
      type: 'private_key_usage_period',
      value: { not_before: '2026-01-02T00:00:00Z', not_after: '2026-01-01T00:00:00Z' },
    },
    'custom value: not_before must be before not_after',
  ],
  [
    'more OIDs than items',
    {
      type: 'admissions',
      value: {
        admissions: [
          { profession_infos: [{ profession_items: ['x'], profession_oids: ['1.2.3', '1.2.4'] }] },
        ],
      },
    },
    'custom value.admissions.0.profession_infos.0: profession_oids must have the same length as profession_items',
  ],
  [
    'a security identifier that is none',
    { type: 'ms_ntds_security', value: 'S-2' },
    'custom value: value must be a security identifier like S-1-5-21-1-2-3-4',
  ],
];

for (const [title, input, issue] of refused) {
  test(`refused: ${title}`, () => assert.equal(firstIssue(extensionSchema, input), issue));
}

for (const input of [{}, { type: 'basic_constraints', value: { ca: true } }, { type: 7 }]) {
  test(`no configurable extension is named by ${JSON.stringify(input)}`, () => {
    const [issue] = extensionSchema.safeParse(input).error?.issues ?? [];
    assert.equal(issue?.code, 'invalid_union');
    assert.deepEqual(issue?.path, ['type']);
  });
}

test('where the type is clear it may be left out but not differ', () => {
  const schema = extensionOfTypeSchema('basic_constraints');
  const expected = {
    type: 'basic_constraints',
    critical: true,
    value: { ca: true, path_length: null },
  };
  assert.deepEqual(schema.parse({ value: { ca: true } }), expected);
  assert.deepEqual(schema.parse(expected), expected);
  assert.match(firstIssue(schema, { ...expected, type: 'key_usage' }), /^invalid_value type: /);
  assert.equal(extensionOfTypeSchema('basic_constraints'), schema);
});

const refusedOfType = [
  ['basic_constraints', { ca: false, path_length: 0 }, 'path_length must be null when ca is false'],
  ['policy_constraints', {}, 'must give require_explicit_policy, inhibit_policy_mapping or both'],
  [
    'policy_mappings',
    [{ issuer_domain_policy: '2.5.29.32.0', subject_domain_policy: '1.2.3' }],
    'anyPolicy must not be mapped to or from',
  ],
  ['name_constraints', {}, 'must give permitted_subtrees, excluded_subtrees or both'],
  ['issuing_distribution_point', {}, 'must not be empty'],
  [
    'issuing_distribution_point',
    { only_contains_user_certs: true, only_contains_ca_certs: true },
    'only one of the only_contains_ fields can be true',
  ],
  ['acme_identifier', 'AAAA', 'value must be a SHA-256 digest'],
  ['subject_key_identifier', 'A', 'value must be base64 with padding'],
] as const;

for (const [type, value, message] of refusedOfType) {
  test(`refused: ${type} ${JSON.stringify(value)}`, () => {
    assert.equal(firstIssue(extensionOfTypeSchema(type), { value }), `custom value: ${message}`);
  });
}

test('any extension, read-only and unknown ones included, passes the schema of them all', () => {
  const list = [
    { type: 'subject_key_identifier', critical: false, value: 'AQID' },
    { type: 'unknown', critical: true, value: { oid: '1.2.3', value: 'BQA=' } },
  ];
  for (const extension of list) assert.deepEqual(anyExtensionSchema.parse(extension), extension);
});

test('the schemas can be written as JSON Schema, for input and for output', () => {
  for (const io of ['input', 'output'] as const) {
    const { $defs } = z.toJSONSchema(anyExtensionSchema, { io });
    for (const name of ['KeyUsageModel', 'CRLDistributionPointsModel', 'GeneralNameModel'])
      assert.ok($defs?.[name], name);
  }
});
