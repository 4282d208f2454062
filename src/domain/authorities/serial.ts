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
  return `40${time}${toHex(drawOctets())}`.toUpperCase();
}

const size = 14;
let drawn = new Uint8Array(0);
let used = 0;

/** From the CSPRNG, some hundred serials at a time: they are no secret, and each call costs as much as many octets. */
function drawOctets(): Uint8Array {
  if (used === drawn.length) {
    drawn = new Uint8Array(randomOctets(256 * size));
    used = 0;
  }
  used += size;
  return drawn.subarray(used - size, used);
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
