import { equalBytes, toHex } from '#base';
import { parseDer } from '#der';
import { findString } from './name-value.ts';
import { readRdns } from './name.ts';
import type { RawAttribute } from './name.ts';

/**
 * A key for a name in DER: two names have the same key exactly when RFC 5280 §7.1 calls them equal. String types do
 * not matter; upper and lower case, compatibility forms, leading, trailing and repeated spaces are folded away; the
 * attributes of one RDN have no order, the RDNs have. Other values compare octet by octet. Not for display.
 *
 * @throws CaError `bad_der` as `decodeName`.
 */
export function canonicalName(nameDer: Uint8Array): string {
  return JSON.stringify(canonicalRdns(nameDer));
}

/** The parts of {@link canonicalName}: for each RDN, in order, the keys of its attributes, sorted. */
export function canonicalRdns(nameDer: Uint8Array): readonly (readonly string[])[] {
  return parseDer(nameDer, readRdns).map((rdn) => rdn.map(attributeKey).sort());
}

/** Tells whether two names in DER are equal in the sense of RFC 5280 §7.1. Throws as {@link canonicalName}. */
export function sameName(aDer: Uint8Array, bDer: Uint8Array): boolean {
  return equalBytes(aDer, bDer) || canonicalName(aDer) === canonicalName(bDer);
}

function attributeKey({ oid, value }: RawAttribute): string {
  const text = findString(value);
  return JSON.stringify(text === undefined ? [oid, 'der', toHex(value.der)] : [oid, fold(text)]);
}

/** RFC 4518 in its steps: map case and compatibility forms, normalise, reduce spaces. */
function fold(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ').replaceAll('ß', 'ss');
  return lower.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
}
