import { z } from 'zod';
import { toBase64 } from '#base';
import { isPrintable, explicit, octetString, oid, sequence, tag, text } from '#der';
import type { DerReader, DerValue } from '#der';
import {
  base64Octets,
  base64Schema,
  decodeList,
  encodeList,
  issue,
  oidSchema,
  optional,
} from './extension-value.ts';
import {
  decodeDirectoryString,
  decodeNamingAuthority,
  describeNamingAuthority,
  encodeDirectoryString,
  encodeNamingAuthority,
  namingAuthoritySchema,
  shortTextSchema,
} from './naming-authority.ts';
import type { NamingAuthority } from './naming-authority.ts';
import { indent } from './text-lines.ts';
import { visible } from './visible-text.ts';

/** The professions of a person (Common PKI 2.0, part 1, table 29). */
export interface ProfessionInfo {
  readonly naming_authority: NamingAuthority | null;
  readonly profession_items: readonly string[];
  /** Dotted, one for each item; null when the items have none. */
  readonly profession_oids: readonly string[] | null;
  readonly registration_number: string | null;
  /** Base64. */
  readonly add_profession_info: string | null;
}

/** Profession information in JSON input. */
export const professionInfoSchema: z.ZodType<ProfessionInfo> = z
  .object({
    naming_authority: optional(namingAuthoritySchema),
    profession_items: z.array(shortTextSchema).min(1),
    profession_oids: optional(z.array(oidSchema)),
    registration_number: optional(
      shortTextSchema.refine(isPrintable, 'must be characters of a PrintableString'),
    ),
    add_profession_info: optional(base64Schema),
  })
  .superRefine(({ profession_items, profession_oids }, ctx) => {
    if (profession_oids && profession_oids.length !== profession_items.length)
      issue(ctx, 'profession_oids must have the same length as profession_items');
  });

/** ProfessionInfo. */
export function encodeProfessionInfo(info: ProfessionInfo): DerValue {
  const { naming_authority, profession_items, profession_oids } = info;
  return sequence(
    naming_authority ? explicit(0, encodeNamingAuthority(naming_authority)) : undefined,
    encodeList(profession_items, encodeDirectoryString),
    profession_oids ? encodeList(profession_oids, (dotted) => oid(dotted)) : undefined,
    info.registration_number === null
      ? undefined
      : text(tag.printableString, info.registration_number),
    info.add_profession_info === null
      ? undefined
      : octetString(base64Octets(info.add_profession_info)),
  );
}

/** Reads {@link encodeProfessionInfo}. */
export function decodeProfessionInfo(reader: DerReader): ProfessionInfo {
  return reader.sequence((inner) => ({
    naming_authority: inner.explicit(0, decodeNamingAuthority) ?? null,
    profession_items: decodeList(inner, decodeDirectoryString),
    profession_oids: inner.nextIs(tag.sequence) ? decodeList(inner, (each) => each.oid()) : null,
    registration_number: inner.nextIs(tag.printableString)
      ? inner.string(tag.printableString)
      : null,
    add_profession_info: inner.nextIs(tag.octetString) ? toBase64(inner.octetString()) : null,
  }));
}

/** Lines for a person. */
export function describeProfessionInfo(info: ProfessionInfo): string[] {
  const { profession_oids: oids, registration_number, add_profession_info } = info;
  return [
    '* Profession Info:',
    ...indent([
      ...describeNamingAuthority(info.naming_authority),
      ...info.profession_items.map(
        (item, i) => `* Profession: ${visible(item)}${oids?.[i] ? ` (${oids[i]})` : ''}`,
      ),
      ...(registration_number === null ? [] : [`* Registration Number: ${registration_number}`]),
      ...(add_profession_info === null
        ? []
        : [`* Additional Profession Info: ${add_profession_info}`]),
    ]),
  ];
}
