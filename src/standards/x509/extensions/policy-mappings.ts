import { z } from 'zod';
import { oid, sequence } from '#der';
import type { DerReader } from '#der';
import { decodeList, encodeList, issue, oidSchema, uniqueList } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { bullets } from '../text-lines.ts';

/** Two policies that the issuer takes for the same: its own, and that of the CA below it. Both dotted. */
export interface PolicyMapping {
  readonly issuer_domain_policy: string;
  readonly subject_domain_policy: string;
}

const anyPolicy = '2.5.29.32.0';

/** Which policies of a CA stand for which of its issuer's (RFC 5280 §4.2.1.5), in the order given. */
export const policyMappings: ExtensionKind<readonly PolicyMapping[], 'policy_mappings'> = {
  type: 'policy_mappings',
  oid: '2.5.29.33',
  title: 'Policy Mappings',
  criticality: { default: true },
  configurable: false,
  value: uniqueList(
    z.object({ issuer_domain_policy: oidSchema, subject_domain_policy: oidSchema }),
  ).superRefine((mappings, ctx) => {
    if (mappings.some((each) => Object.values(each).includes(anyPolicy)))
      issue(ctx, 'anyPolicy must not be mapped to or from');
  }),
  encode: (mappings) =>
    encodeList(mappings, (each) =>
      sequence(oid(each.issuer_domain_policy), oid(each.subject_domain_policy)),
    ),
  decode: (reader) => decodeList(reader, (inner) => inner.sequence(decodeMapping)),
  text: (mappings) =>
    bullets(mappings.map((each) => `${each.issuer_domain_policy}: ${each.subject_domain_policy}`)),
};

function decodeMapping(reader: DerReader): PolicyMapping {
  return { issuer_domain_policy: reader.oid(), subject_domain_policy: reader.oid() };
}
