import { z } from 'zod';
import { integer, oid, sequence, tag } from '#der';
import type { DerReader } from '#der';
import { countSchema, issue, oidSchema, optional } from '../extension-value.ts';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Which template of an Active Directory CA, in which version; no minor version without a major one. */
export interface MsCertificateTemplate {
  /** Dotted. */
  readonly template_id: string;
  readonly major_version: number | null;
  readonly minor_version: number | null;
}

const maxVersion = 0xffffffff;

/** Microsoft's `szOID_CERTIFICATE_TEMPLATE` ([MS-WCCE] §2.2.2.7.7.2). The input has to give its criticality. */
export const msCertificateTemplate: ExtensionKind<
  MsCertificateTemplate,
  'ms_certificate_template'
> = {
  type: 'ms_certificate_template',
  oid: '1.3.6.1.4.1.311.21.7',
  title: 'MS Certificate Template',
  criticality: {},
  configurable: true,
  value: z
    .object({
      template_id: oidSchema,
      major_version: optional(countSchema(maxVersion)),
      minor_version: optional(countSchema(maxVersion)),
    })
    .superRefine(({ major_version, minor_version }, ctx) => {
      if (major_version === null && minor_version !== null)
        issue(ctx, 'minor_version needs a major_version');
    }),
  encode: ({ template_id, major_version, minor_version }) =>
    sequence(
      oid(template_id),
      major_version === null ? undefined : integer(major_version),
      minor_version === null || major_version === null ? undefined : integer(minor_version),
    ),
  decode: (reader) =>
    reader.sequence((inner) => ({
      template_id: inner.oid(),
      major_version: decodeVersion(inner),
      minor_version: decodeVersion(inner),
    })),
  text: ({ template_id, major_version, minor_version }) => [
    `* Template ID: ${template_id}`,
    ...(major_version === null ? [] : [`* Major version: ${major_version}`]),
    ...(minor_version === null ? [] : [`* Minor version: ${minor_version}`]),
  ],
};

function decodeVersion(reader: DerReader): number | null {
  if (!reader.nextIs(tag.integer)) return null;
  const version = reader.integer();
  if (version < 0n || version > maxVersion)
    throw extensionFault('Version outside 0 to 4294967295.');
  return Number(version);
}
