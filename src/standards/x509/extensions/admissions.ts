import { z } from 'zod';
import { explicit, sequence, tag } from '#der';
import type { DerReader, DerValue } from '#der';
import { decodeList, encodeList, optional, uniqueList } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { generalNameSchema } from '../general-name-schema.ts';
import { formatGeneralName } from '../general-name-text.ts';
import { decodeGeneralName, encodeGeneralName } from '../general-name.ts';
import type { GeneralName } from '../general-name.ts';
import {
  decodeNamingAuthority,
  describeNamingAuthority,
  encodeNamingAuthority,
  namingAuthoritySchema,
} from '../naming-authority.ts';
import type { NamingAuthority } from '../naming-authority.ts';
import {
  decodeProfessionInfo,
  describeProfessionInfo,
  encodeProfessionInfo,
  professionInfoSchema,
} from '../profession-info.ts';
import type { ProfessionInfo } from '../profession-info.ts';
import { indent } from '../text-lines.ts';

/** What one authority admits the subject to. */
export interface Admission {
  readonly admission_authority: GeneralName | null;
  readonly naming_authority: NamingAuthority | null;
  readonly profession_infos: readonly ProfessionInfo[];
}

/** All admissions; `authority` stands for those that name none of their own. */
export interface Admissions {
  readonly authority: GeneralName | null;
  readonly admissions: readonly Admission[];
}

/** Professions of the subject under German law (Common PKI 2.0, part 1, table 29). */
export const admissions: ExtensionKind<Admissions, 'admissions'> = {
  type: 'admissions',
  oid: '1.3.36.8.3.3',
  title: 'Admissions',
  criticality: { default: false },
  configurable: true,
  value: z.object({
    authority: optional(generalNameSchema),
    admissions: uniqueList(
      z.object({
        admission_authority: optional(generalNameSchema),
        naming_authority: optional(namingAuthoritySchema),
        profession_infos: uniqueList(professionInfoSchema),
      }),
    ),
  }),
  encode: ({ authority, admissions }) =>
    sequence(
      authority ? encodeGeneralName(authority) : undefined,
      encodeList(admissions, encodeAdmission),
    ),
  decode: (reader) =>
    reader.sequence((inner) => ({
      authority: inner.nextIs(tag.sequence) ? null : decodeGeneralName(inner),
      admissions: decodeList(inner, (each) => each.sequence(decodeAdmission)),
    })),
  text: ({ authority, admissions }) => [
    ...describeAuthority(authority),
    ...admissions.flatMap(describeAdmission),
  ],
};

function encodeAdmission(admission: Admission): DerValue {
  const { admission_authority, naming_authority, profession_infos } = admission;
  return sequence(
    admission_authority ? explicit(0, encodeGeneralName(admission_authority)) : undefined,
    naming_authority ? explicit(1, encodeNamingAuthority(naming_authority)) : undefined,
    encodeList(profession_infos, encodeProfessionInfo),
  );
}

function decodeAdmission(reader: DerReader): Admission {
  return {
    admission_authority: reader.explicit(0, decodeGeneralName) ?? null,
    naming_authority: reader.explicit(1, decodeNamingAuthority) ?? null,
    profession_infos: decodeList(reader, decodeProfessionInfo),
  };
}

function describeAuthority(authority: GeneralName | null): string[] {
  return authority ? [`* Admission Authority: ${formatGeneralName(authority)}`] : [];
}

function describeAdmission(admission: Admission): string[] {
  return [
    '* Admission:',
    ...indent([
      ...describeAuthority(admission.admission_authority),
      ...describeNamingAuthority(admission.naming_authority),
      ...admission.profession_infos.flatMap(describeProfessionInfo),
    ]),
  ];
}
