import { randomOctets, toHex } from '#base';

/**
 * A fresh serial number: `0x40`, five octets of time, fourteen octets from the CSPRNG; 20 octets in all, 112 random bits
 * (RFC 5280 §4.1.2.2). The time, in steps of 256 ms, keeps neighbours in time neighbours in the index and tells nothing
 * that notBefore does not.
 *
 * @returns upper-case hex, 40 digits, the first of them `4`.
 */
export function newSerial(nowMs: number): string {
  const time = Math.floor(nowMs / 256)
    .toString(16)
    .padStart(10, '0');
  return `40${time}${toHex(randomOctets(14))}`.toUpperCase();
}

/**
 * The one spelling under which serials are stored: upper-case hex without colons and leading zeros.
 *
 * @returns undefined when `text` has a character that is neither a hex digit nor a colon, or no digit at all.
 */
export function findSerial(text: string): string | undefined {
  if (text.length > 128 || !/^[0-9A-Fa-f:]+$/.test(text)) return undefined;
  const digits = text.replaceAll(':', '').toUpperCase().replace(/^0+/, '');
  return digits === '' ? undefined : digits;
}
