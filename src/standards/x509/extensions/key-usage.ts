import { z } from 'zod';
import { issue, uniqueList } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';
import { bitNames, encodeBitNames } from '../named-bit-list.ts';
import { bullets } from '../text-lines.ts';

/** What a key may be used for, by bit; JSON's spelling. */
const usages = [
  'digital_signature',
  'content_commitment',
  'key_encipherment',
  'data_encipherment',
  'key_agreement',
  'key_cert_sign',
  'crl_sign',
  'encipher_only',
  'decipher_only',
] as const;

/** One bit of Key Usage. */
export type KeyUsage = (typeof usages)[number];

/** The RFC's name of each key usage. */
export const keyUsageNames: Readonly<Record<KeyUsage, string>> = {
  digital_signature: 'digitalSignature',
  content_commitment: 'nonRepudiation',
  key_encipherment: 'keyEncipherment',
  data_encipherment: 'dataEncipherment',
  key_agreement: 'keyAgreement',
  key_cert_sign: 'keyCertSign',
  crl_sign: 'cRLSign',
  encipher_only: 'encipherOnly',
  decipher_only: 'decipherOnly',
};

const byRfcName = new Map<unknown, KeyUsage>([
  ...usages.map((usage) => [keyUsageNames[usage], usage] as const),
  ['contentCommitment', 'content_commitment'],
]);

/** What the key may be used for (RFC 5280 §4.2.1.3): given order in JSON, alphabetical when read from DER. */
export const keyUsage: ExtensionKind<readonly KeyUsage[], 'key_usage'> = {
  type: 'key_usage',
  oid: '2.5.29.15',
  title: 'Key Usage',
  criticality: { default: true },
  configurable: true,
  value: uniqueList(
    z.preprocess((value) => byRfcName.get(value) ?? value, z.enum(usages)),
  ).superRefine(checkAgreement),
  encode: (set) => encodeBitNames(set, usages),
  decode: (reader) => bitNames(reader.bitString(), usages).sort(),
  text: (set) => bullets(set.map((usage) => keyUsageNames[usage]).sort()),
};

function checkAgreement(set: readonly KeyUsage[], ctx: z.RefinementCtx): void {
  const narrowed = set.includes('encipher_only') || set.includes('decipher_only');
  if (narrowed && !set.includes('key_agreement'))
    issue(ctx, 'encipher_only and decipher_only can only be set when key_agreement is set');
}
