import { z } from 'zod';
import { signFields } from './extension.ts';
import { integer, recordModel } from './model.ts';

/** An authority in an answer. */
export const authorityModel: z.ZodType = recordModel('DjangoCertificateAuthorityModel', {
  name: z.string(),
  enabled: z.boolean(),
  parent: integer.nullable().meta({ description: 'Id of the authority that signed this one.' }),
  key_backend_alias: z.string(),
  ...signFields,
  caa_identity: z.string(),
  website: z.string(),
  terms_of_service: z.string(),
  ocsp_key_backend_alias: z.string(),
  ocsp_responder_key_validity: integer.meta({ description: 'Days.' }),
  ocsp_response_validity: integer.meta({ description: 'Seconds.' }),
  acme_enabled: z.boolean(),
  acme_registration: z.boolean(),
  acme_profile: z.string(),
  acme_requires_contact: z.boolean(),
  api_enabled: z.boolean(),
  can_sign_certificates: z
    .boolean()
    .meta({ description: 'Whether it may sign now and this server can reach its key.' }),
});
