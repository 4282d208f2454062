import { z } from 'zod';
import { isIa5, oid, sequence, tag, text } from '#der';
import type { DerReader, DerValue } from '#der';
import { issue, oidSchema, optional } from './extension-value.ts';
import { visible } from './visible-text.ts';

/** Who gives the titles of professions their meaning (Common PKI 2.0, part 1, table 29). */
export interface NamingAuthority {
  /** Dotted. */
  readonly id: string | null;
  readonly url: string | null;
  readonly text: string | null;
}

/** A text of 1 to 128 characters. */
export const shortTextSchema: z.ZodType<string> = z.string().min(1).max(128);

/** A naming authority in JSON input. */
export const namingAuthoritySchema: z.ZodType<NamingAuthority> = z.object({
  id: optional(oidSchema),
  url: optional(
    z.string().superRefine((url, ctx) => {
      if (url === '' || !isIa5(url)) issue(ctx, 'url must be ASCII');
    }),
  ),
  text: optional(shortTextSchema),
});

/** DirectoryString (RFC 5280 §4.1.2.4), as UTF8String. */
export function encodeDirectoryString(value: string): DerValue {
  return text(tag.utf8String, value);
}

/** Reads a DirectoryString of any of its types. */
export function decodeDirectoryString(reader: DerReader): string {
  return reader.string(
    tag.utf8String,
    tag.printableString,
    tag.teletexString,
    tag.bmpString,
    tag.universalString,
  );
}

/** NamingAuthority. */
export function encodeNamingAuthority(authority: NamingAuthority): DerValue {
  return sequence(
    authority.id === null ? undefined : oid(authority.id),
    authority.url === null ? undefined : text(tag.ia5String, authority.url),
    authority.text === null ? undefined : encodeDirectoryString(authority.text),
  );
}

/** Reads {@link encodeNamingAuthority}. */
export function decodeNamingAuthority(reader: DerReader): NamingAuthority {
  return reader.sequence((inner) => ({
    id: inner.nextIs(tag.oid) ? inner.oid() : null,
    url: inner.nextIs(tag.ia5String) ? inner.string(tag.ia5String) : null,
    text: inner.done ? null : decodeDirectoryString(inner),
  }));
}

/** One line, nothing for null. */
export function describeNamingAuthority(authority: NamingAuthority | null): string[] {
  if (authority === null) return [];
  const parts = [authority.id, authority.url, authority.text].filter((part) => part !== null);
  return [`* Naming Authority: ${visible(parts.join(', '))}`];
}
