import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import type {
  CreateDocumentOptions,
  ZodOpenApiOperationObject,
  ZodOpenApiParameters,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Endpoint, Parameter } from './endpoint.ts';
import { endpoints } from './endpoints.ts';
import { errorModel, validationErrorModel } from './schemas/error-model.ts';

/** What the OpenAPI document says besides the endpoints. */
export interface DocumentParts {
  readonly version: string;
  /** What stands before the path of each endpoint: `/django_ca/api/`. */
  readonly prefix: string;
}

/** The OpenAPI 3.1 document, made of the very schemas that check requests. */
export function openApiDocument({ version, prefix }: DocumentParts): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of endpoints) {
    const path = (paths[`${prefix}${endpoint.path}`] ??= {});
    path[endpoint.method.toLowerCase()] = operation(endpoint);
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Certwright API',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [],
      tags,
      paths,
      components: {
        securitySchemes: {
          BasicAuth: { type: 'http', scheme: 'basic' },
          BearerAuth: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    options,
  );
}

const tags = [
  { name: 'Profiles', description: 'Named templates for certificates.' },
  { name: 'Certificate authorities', description: 'Authorities that the API is enabled for.' },
  { name: 'Certificates', description: 'Order, find, resign and revoke certificates.' },
];

const parameters: Readonly<Record<Parameter, z.ZodType>> = {
  serial: serialParameter('the certificate authority'),
  certificate_serial: serialParameter('the certificate'),
  slug: z
    .string()
    .regex(/^[a-zA-Z0-9]+$/)
    .meta({ description: 'Slug of the order.' }),
  name: z.string().meta({ description: 'Name of the profile.' }),
};

function serialParameter(whose: string): z.ZodType {
  return z
    .string()
    .regex(/^[0-9A-Fa-f:]+$/)
    .meta({ description: `Serial of ${whose} in hex; colons and leading zeros are allowed.` });
}

function operation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { id, tag, summary, deprecated, body } = endpoint;
  return {
    operationId: `django_ca_api_endpoints_${id}`,
    tags: [tag],
    summary,
    ...(deprecated && { deprecated }),
    security: [{ BasicAuth: [] }, { BearerAuth: [] }],
    requestParams: requestParameters(endpoint),
    ...(body && { requestBody: { required: true, content: json(body.schema) } }),
    responses: responses(endpoint),
  };
}

function requestParameters({ path, query }: Endpoint): ZodOpenApiParameters {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as Parameter);
  return {
    path: z.object(Object.fromEntries(names.map((name) => [name, parameters[name]]))),
    ...(query && { query: query as z.ZodObject }),
  };
}

const notFound: ZodOpenApiResponseObject = {
  description: 'There is no such object (JSON), or the address cannot be one (HTML)',
  content: { ...json(errorModel), 'text/html': { schema: z.string() } },
};

function responses({ answer, method, path, query, body }: Endpoint): ZodOpenApiResponsesObject {
  const refusal = (description: string): ZodOpenApiResponseObject => ({
    description,
    content: json(errorModel),
  });
  return {
    200: { description: 'Success', content: json(answer) },
    ...(method !== 'GET' && { 400: refusal('The request cannot be fulfilled as it stands') }),
    401: refusal('No user with this name and password, or no such token'),
    403: refusal('The user lacks the permission, or lacks it for this authority'),
    ...(path.includes('{') && { 404: notFound }),
    ...((query || body) && {
      422: {
        description: 'The request is not what it should be',
        content: json(validationErrorModel),
      },
    }),
  };
}

function json(schema: z.ZodType): { 'application/json': { schema: z.ZodType } } {
  return { 'application/json': { schema } };
}

/**
 * Not all that a schema checks, but what a reader needs: the name of a format instead of its pattern, bounds only where
 * they are ours. Answers may gain fields in time, and want no field that requests may leave out: then one description
 * of an extension serves both, under one name.
 */
const options: CreateDocumentOptions = {
  override: ({ jsonSchema, zodSchema, io }) => {
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    if (jsonSchema.default === null) delete jsonSchema.default;
    if (io === 'output' && zodSchema instanceof z.ZodObject) dropOptional(jsonSchema, zodSchema);
  },
};

function dropOptional(jsonSchema: { required?: string[] }, { shape }: z.ZodObject): void {
  const required = jsonSchema.required?.filter((field) => !isOptional(shape[field]));
  if (required?.length === 0) delete jsonSchema.required;
  else jsonSchema.required = required;
}

/** Whether a request may leave the field out; what is made ready by `z.preprocess` says so itself. */
function isOptional(field: z.core.$ZodType | undefined): boolean {
  if (field instanceof z.ZodPipe && field.def.in instanceof z.ZodTransform)
    return isOptional(field.def.out);
  return field?._zod.optin !== undefined;
}
