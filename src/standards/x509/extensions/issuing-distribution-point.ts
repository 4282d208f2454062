import { z } from 'zod';
import { boolean, contextTag, sequence } from '#der';
import type { DerReader, OptionalDer } from '#der';
import {
  checkPointName,
  decodePointName,
  describePointName,
  encodePointName,
  pointNameFields,
} from '../distribution-point-name.ts';
import type { DistributionPointName } from '../distribution-point-name.ts';
import { issue, optional, requireField } from '../extension-value.ts';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { decodeReasonFlags, encodeReasonFlags, reasonFlagsSchema } from '../reason-flags.ts';
import type { ReasonFlag } from '../revocation-reason.ts';

/** What a CRL covers: at most one of the three `only_contains_…` is true, and at least one field says something. */
export interface IssuingDistributionPoint extends DistributionPointName {
  readonly only_contains_user_certs: boolean;
  readonly only_contains_ca_certs: boolean;
  readonly indirect_crl: boolean;
  readonly only_contains_attribute_certs: boolean;
  /** Sorted when read from DER; null for all reasons. */
  readonly only_some_reasons: readonly ReasonFlag[] | null;
}

const flag = z.boolean().default(false);

/** The scope of a CRL (RFC 5280 §5.2.5). */
export const issuingDistributionPoint: ExtensionKind<
  IssuingDistributionPoint,
  'issuing_distribution_point'
> = {
  type: 'issuing_distribution_point',
  oid: '2.5.29.28',
  title: 'Issuing Distribution Point',
  criticality: { default: true, fixed: true },
  configurable: false,
  value: z
    .object({
      only_contains_user_certs: flag,
      only_contains_ca_certs: flag,
      indirect_crl: flag,
      only_contains_attribute_certs: flag,
      only_some_reasons: optional(reasonFlagsSchema),
      ...pointNameFields,
    })
    .superRefine(check),
  encode: (scope) =>
    sequence(
      encodePointName(scope),
      encodeFlag(1, scope.only_contains_user_certs),
      encodeFlag(2, scope.only_contains_ca_certs),
      scope.only_some_reasons
        ? encodeReasonFlags(scope.only_some_reasons, contextTag(3))
        : undefined,
      encodeFlag(4, scope.indirect_crl),
      encodeFlag(5, scope.only_contains_attribute_certs),
    ),
  decode: (reader) => reader.sequence(decodeFields),
  text: (scope) => [
    ...describePointName(scope),
    `* Only contains user certs: ${yesNo(scope.only_contains_user_certs)}`,
    `* Only contains CA certs: ${yesNo(scope.only_contains_ca_certs)}`,
    `* Indirect CRL: ${yesNo(scope.indirect_crl)}`,
    `* Only contains attribute certs: ${yesNo(scope.only_contains_attribute_certs)}`,
    ...(scope.only_some_reasons
      ? [`* Only some reasons: ${scope.only_some_reasons.join(', ')}`]
      : []),
  ],
};

function check(scope: IssuingDistributionPoint, ctx: z.RefinementCtx): void {
  checkPointName(scope, ctx);
  const only = [
    scope.only_contains_user_certs,
    scope.only_contains_ca_certs,
    scope.only_contains_attribute_certs,
  ].filter(Boolean);
  if (only.length > 1) issue(ctx, 'only one of the only_contains_ fields can be true');
  const named = scope.full_name ?? scope.relative_name ?? scope.only_some_reasons;
  if (only.length === 0 && !scope.indirect_crl && !named) issue(ctx, 'must not be empty');
}

function decodeFields(reader: DerReader): IssuingDistributionPoint {
  requireField(reader);
  const { full_name, relative_name } = decodePointName(reader);
  const only_contains_user_certs = decodeFlag(reader, 1);
  const only_contains_ca_certs = decodeFlag(reader, 2);
  const only_some_reasons = reader.nextIs(contextTag(3))
    ? decodeReasonFlags(reader, contextTag(3))
    : null;
  const indirect_crl = decodeFlag(reader, 4);
  const only_contains_attribute_certs = decodeFlag(reader, 5);
  return {
    only_contains_user_certs,
    only_contains_ca_certs,
    indirect_crl,
    only_contains_attribute_certs,
    only_some_reasons,
    full_name,
    relative_name,
  };
}

function encodeFlag(number: number, value: boolean): OptionalDer {
  return value ? boolean(true, contextTag(number)) : undefined;
}

function decodeFlag(reader: DerReader, number: number): boolean {
  if (!reader.nextIs(contextTag(number))) return false;
  if (!reader.boolean(contextTag(number))) throw extensionFault('DEFAULT value FALSE is encoded.');
  return true;
}

function yesNo(value: boolean): string {
  return value ? 'Yes' : 'No';
}
