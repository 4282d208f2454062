import { z } from 'zod';
import { constructedTag, contextTag, sequence } from '#der';
import type { DerReader, DerValue } from '#der';
import {
  checkPointName,
  decodePointName,
  describePointName,
  encodePointName,
  pointNameFields,
} from './distribution-point-name.ts';
import type { DistributionPointName } from './distribution-point-name.ts';
import {
  decodeList,
  encodeList,
  filled,
  issue,
  optional,
  requireField,
  uniqueList,
} from './extension-value.ts';
import type { ExtensionCodec } from './extension-kind.ts';
import { generalNameSchema } from './general-name-schema.ts';
import { formatGeneralName } from './general-name-text.ts';
import { decodeGeneralNames, encodeGeneralNames } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { decodeReasonFlags, encodeReasonFlags, reasonFlagsSchema } from './reason-flags.ts';
import type { ReasonFlag } from './revocation-reason.ts';
import { bullets, indent, section } from './text-lines.ts';

/** Where to find the CRL for a certificate, for which reasons, signed by whom (RFC 5280 §4.2.1.13). */
export interface DistributionPoint extends DistributionPointName {
  /** Who signs the CRL, when that is not the certificate's issuer. */
  readonly crl_issuer: readonly GeneralName[] | null;
  /** The reasons that this CRL covers, sorted when read from DER; null for all. */
  readonly reasons: readonly ReasonFlag[] | null;
}

/** CRLDistributionPoints, in the order given: also the syntax of Freshest CRL (RFC 5280 §4.2.1.15). */
export const distributionPoints: ExtensionCodec<readonly DistributionPoint[]> = {
  value: uniqueList(
    z
      .object({
        ...pointNameFields,
        crl_issuer: optional(uniqueList(generalNameSchema)),
        reasons: optional(reasonFlagsSchema),
      })
      .superRefine(check),
  ),
  encode: (points) => encodeList(points, encodeOne),
  decode: (reader) => decodeList(reader, (inner) => inner.sequence(decodeOne)),
  text: (points) => points.flatMap(describe),
};

function check(point: DistributionPoint, ctx: z.RefinementCtx): void {
  checkPointName(point, ctx);
  if (!point.full_name && !point.relative_name && !point.crl_issuer)
    issue(ctx, 'either full_name, relative_name or crl_issuer must be provided.');
}

function encodeOne(point: DistributionPoint): DerValue {
  const { reasons, crl_issuer } = point;
  return sequence(
    encodePointName(point),
    reasons ? encodeReasonFlags(reasons, contextTag(1)) : undefined,
    crl_issuer ? encodeGeneralNames(filled([...crl_issuer]), constructedTag(2)) : undefined,
  );
}

function decodeOne(reader: DerReader): DistributionPoint {
  requireField(reader);
  const { full_name, relative_name } = decodePointName(reader);
  const reasons = reader.nextIs(contextTag(1)) ? decodeReasonFlags(reader, contextTag(1)) : null;
  const crl_issuer = reader.nextIs(constructedTag(2))
    ? filled(decodeGeneralNames(reader, constructedTag(2)))
    : null;
  return { full_name, relative_name, crl_issuer, reasons };
}

function describe(point: DistributionPoint): string[] {
  const { crl_issuer, reasons } = point;
  return [
    '* DistributionPoint:',
    ...indent([
      ...describePointName(point),
      ...section('* CRL Issuer:', bullets((crl_issuer ?? []).map(formatGeneralName))),
      ...(reasons ? [`* Reasons: ${reasons.join(', ')}`] : []),
    ]),
  ];
}
