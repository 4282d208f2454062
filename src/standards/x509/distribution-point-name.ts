import type { z } from 'zod';
import {
  constructedTag,
  encodeDer,
  explicit,
  parseDer,
  primitive,
  raw,
  sequence,
  setOf,
  tag,
} from '#der';
import type { DerReader, DerValue, OptionalDer } from '#der';
import { filled, issue, optional, uniqueList } from './extension-value.ts';
import { extensionFault } from './extension-kind.ts';
import { generalNameSchema } from './general-name-schema.ts';
import { formatGeneralName } from './general-name-text.ts';
import { decodeGeneralNames, encodeGeneralNames } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { formatName } from './name-text.ts';
import { nameSchema } from './name-schema.ts';
import { decodeName, encodeName } from './name.ts';
import type { Name } from './name.ts';
import { bullets, section } from './text-lines.ts';

/** Where a CRL is found (RFC 5280 §4.2.1.13): at most one of the two is not null. */
export interface DistributionPointName {
  readonly full_name: readonly GeneralName[] | null;
  /** One RelativeDistinguishedName, to be put below the name of the CRL's issuer. */
  readonly relative_name: Name | null;
}

/** The fields of {@link DistributionPointName} in JSON input. */
export const pointNameFields: {
  full_name: z.ZodType<readonly GeneralName[] | null>;
  relative_name: z.ZodType<Name | null>;
} = {
  full_name: optional(uniqueList(generalNameSchema)),
  relative_name: optional(
    nameSchema.superRefine((name, ctx) => {
      if (name.length === 0) issue(ctx, '[]: value must not be empty');
    }),
  ),
};

/** Reports a name that is given in both forms. */
export function checkPointName(point: DistributionPointName, ctx: z.RefinementCtx): void {
  if (point.full_name && point.relative_name)
    issue(ctx, 'must give exactly one of full_name or relative_name.');
}

/** `[0] DistributionPointName`; nothing when neither form is given. */
export function encodePointName(point: DistributionPointName): OptionalDer {
  if (point.full_name && point.relative_name)
    throw extensionFault('A distribution point has one name, full or relative.');
  if (point.full_name)
    return explicit(0, encodeGeneralNames(filled([...point.full_name]), constructedTag(0)));
  return point.relative_name ? explicit(0, encodeRelativeName(point.relative_name)) : undefined;
}

/** Reads `[0] DistributionPointName` if it comes next; both forms are null otherwise. */
export function decodePointName(reader: DerReader): DistributionPointName {
  return reader.explicit(0, readPointName) ?? { full_name: null, relative_name: null };
}

/** Lines of the name, whichever form it has. */
export function describePointName(point: DistributionPointName): string[] {
  return [
    ...section('* Full Name:', bullets((point.full_name ?? []).map(formatGeneralName))),
    ...(point.relative_name ? [`* Relative Name: ${formatName(point.relative_name)}`] : []),
  ];
}

function readPointName(reader: DerReader): DistributionPointName {
  return reader.nextIs(constructedTag(0))
    ? { full_name: filled(decodeGeneralNames(reader, constructedTag(0))), relative_name: null }
    : { full_name: null, relative_name: decodeRelativeName(reader) };
}

/** One SET of all attributes, taken from the SETs of one attribute each that a whole name has. */
function encodeRelativeName(name: Name): DerValue {
  const attributes = parseDer(encodeDer(encodeName(name)), (reader) =>
    reader.list((inner) => inner.content(tag.set)),
  );
  return setOf(filled(attributes).map(raw), constructedTag(1));
}

function decodeRelativeName(reader: DerReader): Name {
  const attributes = reader.content(constructedTag(1));
  if (attributes.length === 0) throw extensionFault('Relative name without an attribute.');
  return parseDer(encodeDer(sequence(primitive(tag.set, attributes))), decodeName);
}
