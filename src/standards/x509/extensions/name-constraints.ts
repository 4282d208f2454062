import { z } from 'zod';
import { constructed, constructedTag, sequence } from '#der';
import type { DerReader, DerValue, OptionalDer } from '#der';
import {
  decodeList,
  filled,
  issue,
  optional,
  requireField,
  uniqueList,
} from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { subtreeNameSchema } from '../general-name-schema.ts';
import { formatGeneralName } from '../general-name-text.ts';
import { decodeGeneralName, encodeGeneralName } from '../general-name.ts';
import type { GeneralName } from '../general-name.ts';
import { bullets, section } from '../text-lines.ts';

/** Where the names of certificates further down may and may not lie; not both are null. */
export interface NameConstraints {
  readonly permitted_subtrees: readonly GeneralName[] | null;
  readonly excluded_subtrees: readonly GeneralName[] | null;
}

/**
 * Limits a CA to parts of the name space (RFC 5280 §4.2.1.10): bases of subtrees, networks for IP. A subtree with a
 * minimum or maximum, which the RFC forbids, is not read.
 */
export const nameConstraints: ExtensionKind<NameConstraints, 'name_constraints'> = {
  type: 'name_constraints',
  oid: '2.5.29.30',
  title: 'Name Constraints',
  criticality: { default: true },
  configurable: false,
  value: z
    .object({
      permitted_subtrees: optional(uniqueList(subtreeNameSchema)),
      excluded_subtrees: optional(uniqueList(subtreeNameSchema)),
    })
    .superRefine(({ permitted_subtrees, excluded_subtrees }, ctx) => {
      if (permitted_subtrees === null && excluded_subtrees === null)
        issue(ctx, 'must give permitted_subtrees, excluded_subtrees or both');
    }),
  encode: ({ permitted_subtrees, excluded_subtrees }) =>
    sequence(encodeSubtrees(0, permitted_subtrees), encodeSubtrees(1, excluded_subtrees)),
  decode: (reader) => reader.sequence(decodeFields),
  text: ({ permitted_subtrees, excluded_subtrees }) => [
    ...section('Permitted:', bullets((permitted_subtrees ?? []).map(formatGeneralName))),
    ...section('Excluded:', bullets((excluded_subtrees ?? []).map(formatGeneralName))),
  ],
};

function encodeSubtrees(number: number, names: readonly GeneralName[] | null): OptionalDer {
  if (names === null) return undefined;
  return constructed(constructedTag(number), ...filled(names.map(encodeSubtree)));
}

function encodeSubtree(base: GeneralName): DerValue {
  return sequence(encodeGeneralName(base));
}

function decodeFields(reader: DerReader): NameConstraints {
  requireField(reader);
  return {
    permitted_subtrees: decodeSubtrees(reader, 0),
    excluded_subtrees: decodeSubtrees(reader, 1),
  };
}

function decodeSubtrees(reader: DerReader, number: number): GeneralName[] | null {
  const identifier = constructedTag(number);
  if (!reader.nextIs(identifier)) return null;
  return decodeList(reader, (inner) => inner.sequence(decodeGeneralName), identifier);
}
