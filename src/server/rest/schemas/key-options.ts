import { z } from 'zod';
import { findBase64, Secret } from '#base';
import type { IssueRequest } from '#certificates';

/** What opens the key of an authority for one request. */
export type Unlock = NonNullable<IssueRequest['unlock']>;

const password = z.string().superRefine((text, ctx) => {
  if (decode(text) === undefined)
    ctx.addIssue({ code: 'custom', message: 'password must be the base64 of UTF-8 text' });
});

/**
 * `{"password": "<base64>"}`; undefined when no password is given. Unknown keys are ignored.
 */
export const keyOptionsSchema: z.ZodType<Unlock | undefined> = z
  .record(z.string(), z.unknown())
  .pipe(z.object({ password: password.nullable().optional() }))
  .transform(({ password }) => {
    const text = typeof password === 'string' ? decode(password) : undefined;
    return text === undefined ? undefined : { password: new Secret(text) };
  })
  .meta({
    override: {
      properties: {
        password: { type: ['string', 'null'], description: 'Base64 of the password of the key.' },
      },
    },
  })
  .optional();

function decode(text: string): string | undefined {
  const octets = findBase64(text);
  if (!octets) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return undefined;
  }
}
