/**
 * Identifier octets (X.690 §8.1.2) of the types that certificates are made of, class and form bits included.
 * Tag numbers of 31 and above need more than one octet; no standard we read uses them and the reader refuses them.
 */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
} as const;

/** Identifier octet of `[number]` around a primitive (implicitly tagged) value. */
export function contextTag(number: number): number {
  return 0x80 | number;
}

/** Identifier octet of `[number]` around constructed content: explicit tags, implicit SEQUENCEs and SETs. */
export function constructedTag(number: number): number {
  return 0xa0 | number;
}

/** An identifier octet in words: its name in {@link tag}, `[0]` for a context tag of either form, else `tag 0x1f`. */
export function describeTag(octet: number): string {
  if ((octet & 0xc0) === 0x80) return `[${octet & 0x1f}]`;
  const entry = Object.entries(tag).find(([, value]) => value === octet);
  return entry ? entry[0] : `tag 0x${octet.toString(16).padStart(2, '0')}`;
}
