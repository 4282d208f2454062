import { z } from 'zod';
import { signFields } from './extension.ts';
import type { SignFields } from './extension.ts';
import { lenientBoolean, lenientInteger } from './lenient.ts';

/** What the body of an update says; what is left out stays. Null where the rules of the fields refuse it later. */
export interface UpdateRequest extends Partial<SignFields> {
  readonly name?: string | null;
  readonly caa_identity?: string;
  readonly website?: string;
  readonly terms_of_service?: string;
  readonly ocsp_responder_key_validity?: number | null;
  readonly ocsp_response_validity?: number | null;
  readonly acme_enabled?: boolean | null;
  readonly acme_registration?: boolean | null;
  readonly acme_profile?: string | null;
  readonly acme_requires_contact?: boolean | null;
}

/** Body of an update of a certificate authority. */
export const updateSchema: z.ZodType<UpdateRequest> = z
  .object({
    name: z.string().max(255).nullable(),
    caa_identity: z.string().max(32),
    website: z.string(),
    terms_of_service: z.string(),
    ...signFields,
    ocsp_responder_key_validity: lenientInteger().nullable(),
    ocsp_response_validity: lenientInteger().nullable(),
    acme_enabled: lenientBoolean.nullable(),
    acme_registration: lenientBoolean.nullable(),
    acme_profile: z.string().max(32).nullable(),
    acme_requires_contact: lenientBoolean.nullable(),
  })
  .partial()
  .meta({ id: 'CertificateAuthorityUpdateSchema' });
