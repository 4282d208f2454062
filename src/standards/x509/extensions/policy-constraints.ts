import { z } from 'zod';
import { contextTag, integer, sequence } from '#der';
import type { DerReader } from '#der';
import { countSchema, issue, optional, requireField } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** After how many certificates a rule begins to hold; null when it never does. Not both are null. */
export interface PolicyConstraints {
  readonly require_explicit_policy: number | null;
  readonly inhibit_policy_mapping: number | null;
}

/** Rules for the policies of certificates further down (RFC 5280 §4.2.1.11). */
export const policyConstraints: ExtensionKind<PolicyConstraints, 'policy_constraints'> = {
  type: 'policy_constraints',
  oid: '2.5.29.36',
  title: 'Policy Constraints',
  criticality: { default: true, fixed: true },
  configurable: false,
  value: z
    .object({
      require_explicit_policy: optional(countSchema()),
      inhibit_policy_mapping: optional(countSchema()),
    })
    .superRefine((value, ctx) => {
      if (value.require_explicit_policy === null && value.inhibit_policy_mapping === null)
        issue(ctx, 'must give require_explicit_policy, inhibit_policy_mapping or both');
    }),
  encode: ({ require_explicit_policy: require, inhibit_policy_mapping: inhibit }) =>
    sequence(
      require === null ? undefined : integer(require, contextTag(0)),
      inhibit === null ? undefined : integer(inhibit, contextTag(1)),
    ),
  decode: (reader) => reader.sequence(decodeFields),
  text: ({ require_explicit_policy: require, inhibit_policy_mapping: inhibit }) => [
    ...(inhibit === null ? [] : [`* InhibitPolicyMapping: ${inhibit}`]),
    ...(require === null ? [] : [`* RequireExplicitPolicy: ${require}`]),
  ],
};

function decodeFields(reader: DerReader): PolicyConstraints {
  requireField(reader);
  return {
    require_explicit_policy: reader.nextIs(contextTag(0))
      ? reader.smallInteger(contextTag(0))
      : null,
    inhibit_policy_mapping: reader.nextIs(contextTag(1))
      ? reader.smallInteger(contextTag(1))
      : null,
  };
}
