import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApiDocument } from './openapi.ts';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: unknown;
  readonly deprecated?: boolean;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly unknown[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: unknown;
  };
}

const document = openApiDocument({ version: '1.2.3', prefix: '/django_ca/api/' }) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every value of `key`, however deep. */
function valuesOf(key: string, within: unknown): unknown[] {
  if (typeof within !== 'object' || within === null) return [];
  const here = key in within ? [(within as Record<string, unknown>)[key]] : [];
  return here.concat(Object.values(within).flatMap((value) => valuesOf(key, value)));
}

test('the operations are those of django-ca, below the prefix', () => {
  const found = operations.map(
    ({ path, method, operation }) =>
      `${method} ${path} ${operation.operationId.replace('django_ca_api_endpoints_', '')}`,
  );
  assert.deepEqual(found, [
    'get /django_ca/api/profiles/ list_profiles',
    'get /django_ca/api/profiles/{name}/ view_profile',
    'get /django_ca/api/ca/ list_certificate_authorities',
    'get /django_ca/api/ca/{serial}/ view_certificate_authority',
    'put /django_ca/api/ca/{serial}/ update_certificate_authority',
    'post /django_ca/api/ca/{serial}/sign/ sign_certificate',
    'get /django_ca/api/ca/{serial}/orders/{slug}/ get_certificate_order',
    'get /django_ca/api/ca/{serial}/certs/ list_certificates',
    'get /django_ca/api/ca/{serial}/certs/{certificate_serial}/ view_certificate',
    'post /django_ca/api/ca/{serial}/certs/{certificate_serial}/resign/ resign_certificate',
    'post /django_ca/api/ca/{serial}/certs/{certificate_serial}/revoke/ revoke_certificate',
    'post /django_ca/api/ca/{serial}/revoke/{certificate_serial}/ revoke_certificate_legacy',
  ]);
  assert.deepEqual([document.openapi, document.servers], ['3.1.0', []]);
});

test('every operation wants a login, has a section and tells its refusals', () => {
  assert.deepEqual(document.components.securitySchemes, {
    BasicAuth: { type: 'http', scheme: 'basic' },
    BearerAuth: { type: 'http', scheme: 'bearer' },
  });
  const sections = new Set(['Profiles', 'Certificate authorities', 'Certificates']);
  for (const { path, method, operation } of operations) {
    assert.deepEqual(operation.security, [{ BasicAuth: [] }, { BearerAuth: [] }], path);
    assert.ok(sections.has(operation.tags[0] ?? ''), path);
    const statuses = Object.keys(operation.responses);
    for (const status of ['200', '401', '403']) assert.ok(statuses.includes(status), path);
    assert.equal(statuses.includes('404'), path.includes('{'), path);
    if (method !== 'get') assert.ok(statuses.includes('422') && statuses.includes('400'), path);
  }
});

test('the parameters of the path are described', () => {
  for (const { path, operation } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = operation.parameters?.filter((each) => each.in === 'path') ?? [];
    assert.deepEqual(
      described.map(({ name }) => name),
      named,
      path,
    );
  }
});

test('every reference leads somewhere and every component is referred to', () => {
  const references = valuesOf('$ref', document).map(String);
  const components = Object.keys(document.components.schemas);
  const names = new Set(references.map((each) => each.replace('#/components/schemas/', '')));
  assert.deepEqual(
    [...names].filter((name) => !components.includes(name)),
    [],
  );
  assert.deepEqual(
    components.filter((name) => !names.has(name)),
    [],
  );
});

test('the components have the names that generated clients know', () => {
  const names = [
    'DjangoCertificateAuthorityModel',
    'DjangoCertificateModel',
    'CertificateModel',
    'CertificateOrderSchema',
    'CertificateAuthorityUpdateSchema',
    'SignCertificateMessage',
    'ResignCertificateMessage',
    'RevokeCertificateSchema',
    'ReasonFlags',
    'Profile',
    'NameModel',
    'NameAttributeModel',
    'GeneralNameModel',
    'OtherNameModel',
    'WatcherModel',
    'PKCS1v15Model',
    'PSSModel',
    'MGF1Model',
    'ECDSAModel',
    'UnrecognizedExtensionModel',
    'AuthorityInformationAccessModel',
    'AuthorityKeyIdentifierModel',
    'BasicConstraintsModel',
    'CRLDistributionPointsModel',
    'CertificatePoliciesModel',
    'ExtendedKeyUsageModel',
    'KeyUsageModel',
    'OCSPNoCheckModel',
    'SubjectAlternativeNameModel',
    'SubjectKeyIdentifierModel',
    'TLSFeatureModel',
  ];
  const components = Object.keys(document.components.schemas);
  assert.deepEqual(
    names.filter((name) => !components.includes(name)),
    [],
  );
  assert.deepEqual(
    components.filter((name) => /Output|Input|__/.test(name)),
    [],
  );
});

test('nothing that only a program would write is left in it', () => {
  const text = JSON.stringify(document);
  assert.doesNotMatch(text, /9007199254740991|additionalProperties":false/);
  for (const pattern of valuesOf('pattern', document)) assert.ok(String(pattern).length < 60);
  assert.doesNotMatch(text, /"override"|"id":"\w+Model"/);
});
