import { z } from 'zod';
import { contextTag, generalizedTime, sequence } from '#der';
import type { DerReader } from '#der';
import {
  dateTimeMs,
  dateTimeSchema,
  formatDateTime,
  issue,
  optional,
  requireField,
} from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** From when until when the private key may sign, ISO 8601; not both are null. */
export interface PrivateKeyUsagePeriod {
  readonly not_before: string | null;
  readonly not_after: string | null;
}

/** A time for the private key that differs from the certificate's (RFC 3280 §4.2.1.4; RFC 5280 has dropped it). */
export const privateKeyUsagePeriod: ExtensionKind<
  PrivateKeyUsagePeriod,
  'private_key_usage_period'
> = {
  type: 'private_key_usage_period',
  oid: '2.5.29.16',
  title: 'Private Key Usage Period',
  criticality: { default: false, fixed: true },
  configurable: true,
  value: z
    .object({ not_before: optional(dateTimeSchema), not_after: optional(dateTimeSchema) })
    .superRefine(check),
  encode: ({ not_before, not_after }) =>
    sequence(
      not_before === null ? undefined : generalizedTime(dateTimeMs(not_before), contextTag(0)),
      not_after === null ? undefined : generalizedTime(dateTimeMs(not_after), contextTag(1)),
    ),
  decode: (reader) => reader.sequence(decodeFields),
  text: ({ not_before, not_after }) => [
    ...(not_before === null ? [] : [`Not before: ${not_before}`]),
    ...(not_after === null ? [] : [`Not after: ${not_after}`]),
  ],
};

function check({ not_before, not_after }: PrivateKeyUsagePeriod, ctx: z.RefinementCtx): void {
  if (not_before === null && not_after === null)
    issue(ctx, 'at least one of not_before and not_after must be given');
  if (not_before !== null && not_after !== null && not_before > not_after)
    issue(ctx, 'not_before must be before not_after');
}

function decodeFields(reader: DerReader): PrivateKeyUsagePeriod {
  requireField(reader);
  return { not_before: decodeTime(reader, 0), not_after: decodeTime(reader, 1) };
}

function decodeTime(reader: DerReader, number: number): string | null {
  const identifier = contextTag(number);
  return reader.nextIs(identifier) ? formatDateTime(reader.generalizedTime(identifier)) : null;
}
