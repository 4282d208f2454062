import { z } from 'zod';
import type { NewAuthorization, NewOrder } from '#acme';
import { payloadObject, type Jws } from './jws.ts';
import { malformed } from './problem.ts';

/** RFC 8555 §7.3.2, §7.3.6. */
export interface AccountPayload {
  readonly contact?: readonly string[] | undefined;
  readonly termsOfServiceAgreed?: boolean | undefined;
  /** One other than `deactivated` is no business of clients. */
  readonly status?: string | undefined;
}

/** RFC 8555 §7.3. */
export interface NewAccountPayload extends Omit<AccountPayload, 'status'> {
  readonly onlyReturnExisting?: boolean | undefined;
  readonly externalAccountBinding?: unknown;
}

const contact = z.array(z.string().max(1000)).max(100);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const identifier = z.object({ type: z.string().max(50), value: z.string().max(500) });

export const newAccountPayload: z.ZodType<NewAccountPayload> = z.object({
  contact: contact.optional(),
  termsOfServiceAgreed: z.boolean().optional(),
  onlyReturnExisting: z.boolean().optional(),
  externalAccountBinding: z.unknown().optional(),
});

export const accountPayload: z.ZodType<AccountPayload> = z.object({
  contact: contact.optional(),
  termsOfServiceAgreed: z.boolean().optional(),
  status: z.string().optional(),
});

/** RFC 8555 §7.4, RFC 9444 §4.1, RFC 9773 §5, draft-ietf-acme-profiles. */
export const newOrderPayload: z.ZodType<NewOrder> = z.object({
  identifiers: z
    .array(identifier.extend({ ancestorDomain: z.string().max(500).optional() }))
    .max(1000),
  notBefore: instant.optional(),
  notAfter: instant.optional(),
  profile: z.string().max(200).optional(),
  replaces: z.string().max(200).optional(),
});

/** RFC 8555 §7.4.1, RFC 9444 §4.2. */
export const newAuthzPayload: z.ZodType<{ readonly identifier: NewAuthorization }> = z.object({
  identifier: identifier.extend({ subdomainAuthAllowed: z.boolean().optional() }),
});

/** RFC 8555 §7.5.2. */
export const authzPayload: z.ZodType<{ readonly status: 'deactivated' }> = z.object({
  status: z.literal('deactivated'),
});

/** RFC 8555 §7.4. */
export const finalizePayload: z.ZodType<{ readonly csr: string }> = z.object({ csr: z.string() });

/** RFC 8555 §7.6. */
export const revokePayload: z.ZodType<{
  readonly certificate: string;
  readonly reason?: number | undefined;
}> = z.object({ certificate: z.string(), reason: z.number().optional() });

/** RFC 8555 §7.3.5. */
export const keyChangePayload: z.ZodType<{
  readonly account: string;
  readonly oldKey?: unknown;
}> = z.object({ account: z.string(), oldKey: z.unknown() });

/** The payload of a JWS; throws `malformed` with the place of the first fault. Members that are not known are ignored. */
export function readPayload<T>(schema: z.ZodType<T>, jws: Jws): T {
  const { data, error, success } = schema.safeParse(payloadObject(jws));
  if (success) return data;
  const [issue] = error.issues;
  const place = (issue?.path ?? [])
    .map(String)
    .join('.')
    .replace(/[^\x20-\x7e]/g, '?');
  throw malformed(`The payload is not what is wanted here: ${place}: ${issue?.code ?? ''}.`);
}

/** Whether the request is POST-as-GET (RFC 8555 §6.3). */
export function payloadIsEmpty({ payload }: Jws): boolean {
  return payload.length === 0;
}
