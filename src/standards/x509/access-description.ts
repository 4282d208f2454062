import { z } from 'zod';
import { oid, sequence } from '#der';
import type { DerReader, DerValue } from '#der';
import type { ExtensionCodec } from './extension-kind.ts';
import { decodeList, encodeList, uniqueList } from './extension-value.ts';
import { generalNameSchema } from './general-name-schema.ts';
import { formatGeneralName } from './general-name-text.ts';
import { decodeGeneralName, encodeGeneralName } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { bullets, section } from './text-lines.ts';

/** Where something about the issuer or the subject can be had, and how (RFC 5280 §4.2.2). */
export interface AccessDescription {
  /** Dotted. */
  readonly access_method: string;
  readonly access_location: GeneralName;
}

/** The access methods that have an alias in JSON input. */
export const accessMethods = {
  ocsp: '1.3.6.1.5.5.7.48.1',
  ca_issuers: '1.3.6.1.5.5.7.48.2',
  ca_repository: '1.3.6.1.5.5.7.48.5',
} as const;

const aliases = new Map<unknown, string>(Object.entries(accessMethods));

const titles = new Map<string, string>([
  [accessMethods.ocsp, 'OCSP'],
  [accessMethods.ca_issuers, 'CA Issuers'],
  [accessMethods.ca_repository, 'CA Repository'],
]);

/** SEQUENCE OF AccessDescription, in the order given; `method` says which methods input may name. */
export function accessDescriptions(
  method: z.ZodType<string>,
): ExtensionCodec<readonly AccessDescription[]> {
  return {
    value: uniqueList(
      z.object({
        access_method: z.preprocess((value) => aliases.get(value) ?? value, method),
        access_location: generalNameSchema,
      }),
    ),
    encode: (list) => encodeList(list, encodeOne),
    decode: (reader) => decodeList(reader, decodeOne),
    text: describe,
  };
}

function encodeOne(access: AccessDescription): DerValue {
  return sequence(oid(access.access_method), encodeGeneralName(access.access_location));
}

function decodeOne(reader: DerReader): AccessDescription {
  return reader.sequence((inner) => ({
    access_method: inner.oid(),
    access_location: decodeGeneralName(inner),
  }));
}

function describe(list: readonly AccessDescription[]): string[] {
  const groups = Map.groupBy(
    list,
    ({ access_method }) => titles.get(access_method) ?? access_method,
  );
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([title, group]) =>
      section(
        `${title}:`,
        bullets(group.map(({ access_location }) => formatGeneralName(access_location))),
      ),
    );
}
