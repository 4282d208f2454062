import { z } from 'zod';
import { boolean, integer, sequence, tag } from '#der';
import type { DerReader } from '#der';
import { countSchema, issue, optional } from '../extension-value.ts';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Whether the subject is a CA, and how many CAs may follow below it; `path_length` null for any number. */
export interface BasicConstraints {
  readonly ca: boolean;
  readonly path_length: number | null;
}

/** Tells CAs from others (RFC 5280 §4.2.1.9). */
export const basicConstraints: ExtensionKind<BasicConstraints, 'basic_constraints'> = {
  type: 'basic_constraints',
  oid: '2.5.29.19',
  title: 'Basic Constraints',
  criticality: { default: true },
  configurable: false,
  value: z
    .object({ ca: z.boolean(), path_length: optional(countSchema()) })
    .superRefine(({ ca, path_length }, ctx) => {
      if (!ca && path_length !== null) issue(ctx, 'path_length must be null when ca is false');
    }),
  encode: ({ ca, path_length }) =>
    sequence(
      ca ? boolean(true) : undefined,
      path_length === null ? undefined : integer(path_length),
    ),
  decode: (reader) => reader.sequence(decodeFields),
  text: ({ ca, path_length }) => [
    `CA:${ca ? 'TRUE' : 'FALSE'}${path_length === null ? '' : `, path length:${path_length}`}`,
  ],
};

function decodeFields(reader: DerReader): BasicConstraints {
  const ca = reader.nextIs(tag.boolean);
  if (ca && !reader.boolean()) throw extensionFault('DEFAULT value cA FALSE is encoded.');
  return { ca, path_length: reader.done ? null : reader.smallInteger() };
}
