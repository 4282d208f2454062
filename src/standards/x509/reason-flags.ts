import { z } from 'zod';
import type { DerReader, DerValue } from '#der';
import { uniqueList } from './extension-value.ts';
import { bitNames, encodeBitNames } from './named-bit-list.ts';
import { findReason, revocationReasons } from './revocation-reason.ts';
import type { ReasonFlag } from './revocation-reason.ts';

/** The flags by their bit; bit 0 has a name in the standard, `unused`, and is set by some CAs. */
const flags: readonly (ReasonFlag | 'unused')[] = ['unused', ...namesByBit()];

/** Reasons that have a flag, in either spelling; normalised to JSON's. */
export const reasonFlagsSchema: z.ZodType<readonly ReasonFlag[]> = uniqueList(
  z.preprocess(
    (value) => (typeof value === 'string' ? (findReason(value)?.name ?? value) : value),
    z.enum(namesByBit()),
  ),
);

/** ReasonFlags (RFC 5280 §4.2.1.13). */
export function encodeReasonFlags(reasons: readonly ReasonFlag[], identifier: number): DerValue {
  return encodeBitNames(reasons, flags, identifier);
}

/** Reads {@link encodeReasonFlags}, passing over the flag `unused`; sorted alphabetically. */
export function decodeReasonFlags(reader: DerReader, identifier: number): ReasonFlag[] {
  return bitNames(reader.bitString(identifier), flags)
    .filter((flag) => flag !== 'unused')
    .sort();
}

function namesByBit(): ReasonFlag[] {
  return revocationReasons
    .filter((reason) => reason.flag !== null)
    .sort((a, b) => a.flag - b.flag)
    .map((reason) => reason.name);
}
