import { z } from 'zod';
import { hashNames, nameSchema } from '#x509';
import { extensionModel } from './extension.ts';

/**
 * Parts of the answers as the OpenAPI document tells them. No answer is checked against them: a document on record may
 * be odd, and is shown all the same.
 */

/** A moment in an answer. */
export const moment: z.ZodType<string> = z
  .string()
  .meta({ override: { type: 'string', format: 'date-time' } });

/** A serial. */
export const serial: z.ZodType<string> = z
  .string()
  .meta({ description: 'Upper-case hex without colons and leading zeros.' });

/** A whole number. */
export const integer: z.ZodType<number> = z.number().meta({ override: { type: 'integer' } });

/**
 * Something with a certificate on record: the fields that authorities and certificates have in common, its `own`, and
 * those that stood at the top level before django-ca 2.4.
 */
export function recordModel(id: string, own: z.ZodRawShape): z.ZodType {
  return z.object({ ...recordFields(), ...own, ...earlierFields() }).meta({ id });
}

const hashName = z.enum([...hashNames, 'SHA1', 'MD5']);

const pkcs1v15 = z.object({ name: z.literal('EMSA-PKCS1-v1_5') }).meta({ id: 'PKCS1v15Model' });

const mgf1 = z.object({ algorithm: hashName }).meta({ id: 'MGF1Model' });

const pss = z
  .object({
    name: z.literal('EMSA-PSS'),
    salt_length: z.union([integer, z.enum(['MAX_LENGTH', 'DIGEST_LENGTH', 'AUTO'])]),
    mgf: mgf1,
  })
  .meta({ id: 'PSSModel' });

const ecdsa = z
  .object({ algorithm: hashName, deterministic_signing: z.boolean() })
  .meta({ id: 'ECDSAModel' });

const certificate = z
  .object({
    serial,
    version: integer.meta({ description: 'Zero-based: 2 is X.509 v3.' }),
    not_valid_before: moment,
    not_valid_after: moment,
    issuer: nameSchema,
    subject: nameSchema,
    signature_hash_algorithm: hashName.nullable(),
    signature_algorithm_oid: z.string(),
    public_key_algorithm_oid: z.string(),
    signature_algorithm_parameters: z.union([pkcs1v15, pss, ecdsa]).nullable(),
    extensions: z.array(extensionModel),
    pem: z.string(),
  })
  .meta({ id: 'CertificateModel' });

const fingerprints = z.object(Object.fromEntries(hashNames.map((name) => [name, z.string()])));

function recordFields(): z.ZodRawShape {
  return {
    id: integer,
    created: moment,
    updated: moment,
    revoked: z.boolean(),
    revoked_date: moment.nullable(),
    revoked_reason: z.string().meta({ description: 'Empty, or for instance key_compromise.' }),
    compromised: moment.nullable(),
    certificate,
    fingerprints,
  };
}

function earlierFields(): z.ZodRawShape {
  return {
    serial,
    pem: z.string(),
    subject: nameSchema,
    issuer: nameSchema,
    not_before: moment,
    not_after: moment,
  };
}
