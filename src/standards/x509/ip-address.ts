import { CaError, concat, equalBytes } from '#base';
import { badName } from './bad-name.ts';
import { excerpt } from './visible-text.ts';

const fullMask = 0xff;

/**
 * Octets of an IP address (4 or 16) or of a network in CIDR form (8 or 32: address, then mask, RFC 5280 §4.2.1.10).
 * IPv4 is four decimal numbers without leading zeros; IPv6 is as RFC 4291 §2.2 has it, without a zone.
 *
 * @throws CaError `bad_name` for any other text and for a network with bits set outside its mask.
 */
export function ipToOctets(text: string): Uint8Array {
  const octets = findIpOctets(text);
  if (!octets) throw badName(`${excerpt(text)}: Could not parse IP address`);
  return octets;
}

/** As {@link ipToOctets}; undefined where that throws. */
export function findIpOctets(text: string): Uint8Array | undefined {
  const [addressText = '', bitsText, ...more] = text.split('/', 3);
  const address = addressText.includes(':') ? findIpv6(addressText) : findIpv4(addressText);
  if (!address || more.length > 0) return undefined;
  if (bitsText === undefined) return address;
  const bits = /^(?:0|[1-9]\d{0,2})$/.test(bitsText) ? Number(bitsText) : Infinity;
  if (bits > address.length * 8) return undefined;
  const mask = maskOf(bits, address.length);
  return hasHostBits(address, mask) ? undefined : concat(address, mask);
}

/**
 * Text of the octets of an address or a network: IPv6 as RFC 5952 wants it, IPv4-mapped addresses with the IPv4
 * address written in decimal (§5), networks in CIDR form.
 *
 * @throws CaError `bad_der` when there are not 4, 8, 16 or 32 octets, the bits of a mask do not stand together, or
 *   address bits are set outside it.
 */
export function octetsToIp(octets: Uint8Array): string {
  if (octets.length === 4 || octets.length === 16) return formatAddress(octets);
  const address = octets.subarray(0, octets.length / 2);
  const mask = octets.subarray(octets.length / 2);
  if (octets.length !== 8 && octets.length !== 32)
    throw new CaError('bad_der', `IP address of ${octets.length} octets.`);
  const bits = mask.reduce((count, octet) => count + onesOf(octet), 0);
  if (!equalBytes(mask, maskOf(bits, mask.length)))
    throw new CaError('bad_der', 'IP network with a mask that has gaps.');
  if (hasHostBits(address, mask))
    throw new CaError('bad_der', 'IP network with bits set outside its mask.');
  return `${formatAddress(address)}/${bits}`;
}

function findIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.', 5);
  const valid = parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return valid && parts.length === 4 ? new Uint8Array(parts.map(Number)) : undefined;
}

function findIpv6(text: string): Uint8Array | undefined {
  if (text.length > 45) return undefined;
  const sides = text.split('::');
  const head = findGroups(sides[0] ?? '', sides.length === 1);
  const tail = findGroups(sides[1] ?? '', true);
  if (!head || !tail || sides.length > 2) return undefined;
  const missing = 16 - head.length - tail.length;
  if (sides.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return concat(head, new Uint8Array(missing), tail);
}

/** Octets of groups between colons; the last may be an IPv4 address where the whole address ends. */
function findGroups(text: string, isEnd: boolean): Uint8Array | undefined {
  if (text === '') return new Uint8Array(0);
  const octets: number[] = [];
  const groups = text.split(':');
  for (const [i, group] of groups.entries()) {
    const isLast = isEnd && i === groups.length - 1;
    const ipv4 = isLast && group.includes('.') ? findIpv4(group) : undefined;
    if (ipv4) octets.push(...ipv4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) octets.push(...groupOctets(group));
    else return undefined;
  }
  return new Uint8Array(octets);
}

function groupOctets(group: string): [high: number, low: number] {
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & fullMask];
}

function maskOf(bits: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => {
    const here = Math.min(8, Math.max(0, bits - i * 8));
    return (fullMask << (8 - here)) & fullMask;
  });
}

function hasHostBits(address: Uint8Array, mask: Uint8Array): boolean {
  return address.some((octet, i) => (octet & ~(mask[i] ?? 0)) !== 0);
}

function onesOf(octet: number): number {
  return octet.toString(2).replaceAll('0', '').length;
}

function formatAddress(octets: Uint8Array): string {
  if (octets.length === 4) return octets.join('.');
  const mapped =
    octets.subarray(0, 10).every((octet) => octet === 0) &&
    octets[10] === fullMask &&
    octets[11] === fullMask;
  if (mapped) return `::ffff:${octets.subarray(12).join('.')}`;
  const groups = Array.from(
    { length: 8 },
    (_, i) => ((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0),
  );
  const { start, length } = longestZeros(groups);
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** The first of the longest runs of zero groups (RFC 5952 §4.2.3). */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
