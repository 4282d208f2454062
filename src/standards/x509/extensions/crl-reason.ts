import { z } from 'zod';
import { integer, tag } from '#der';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { findReason, findReasonByCode, revocationReasons } from '../revocation-reason.ts';
import type { ReasonName } from '../revocation-reason.ts';

/** Why an entry stands on a CRL (RFC 5280 §5.3.1). */
export const crlReason: ExtensionKind<ReasonName, 'crl_reason'> = {
  type: 'crl_reason',
  oid: '2.5.29.21',
  title: 'CRL Reason',
  criticality: { default: false, fixed: true },
  configurable: false,
  value: z.preprocess(
    (value) => (typeof value === 'string' ? (findReason(value)?.name ?? value) : value),
    z.enum(revocationReasons.map((reason) => reason.name)),
  ),
  encode: (name) => {
    const reason = findReason(name);
    if (!reason) throw extensionFault('A reason that has no number.');
    return integer(reason.code, tag.enumerated);
  },
  decode: (reader) => {
    const reason = findReasonByCode(reader.smallInteger(tag.enumerated));
    if (!reason) throw extensionFault('Number without a meaning.');
    return reason.name;
  },
  text: (name) => [findReason(name)?.rfcName ?? name],
};
