/** Octets of base64url (RFC 7515 §2): no padding, no other character, no bits left over; undefined for anything else. */
export function findBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const octets = Buffer.from(text, 'base64url');
  return octets.toString('base64url') === text ? new Uint8Array(octets) : undefined;
}
