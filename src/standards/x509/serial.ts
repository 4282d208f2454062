import { CaError, toHex } from '#base';
import { unsignedInteger } from '#der';
import type { DerReader, DerValue } from '#der';

const maxOctets = 20;

/**
 * INTEGER of a serial number: one to twenty octets, above zero (RFC 5280 §4.1.2.2).
 *
 * @param serial  Hex in either case, no colons.
 * @throws CaError `bad_certificate` when it is anything else.
 */
export function encodeSerial(serial: string): DerValue {
  const digits = serial.length % 2 === 0 ? serial : `0${serial}`;
  const octets = new Uint8Array(Buffer.from(digits, 'hex'));
  if (octets.length * 2 !== digits.length || !isAllowed(octets))
    throw new CaError('bad_certificate', 'A serial number must be hex of a number below 2^159.');
  return unsignedInteger(octets);
}

/**
 * Reads a serial number as upper-case hex without leading zeros. Zero is read, because old roots carry it.
 *
 * @throws CaError `bad_der` when it is negative or has more than twenty octets.
 */
export function readSerial(reader: DerReader): string {
  const octets = reader.integerOctets(undefined, maxOctets);
  if ((octets[0] ?? 0) >= 0x80) throw new CaError('bad_der', 'The serial number is negative.');
  return formatSerial(octets);
}

/** Upper-case hex without leading zeros of a number that is not negative. */
export function formatSerial(octets: Uint8Array): string {
  const hex = toHex(octets).toUpperCase();
  let start = 0;
  while (start < hex.length - 1 && hex.charCodeAt(start) === 0x30) start++;
  return hex.slice(start);
}

function isAllowed(octets: Uint8Array): boolean {
  const start = octets.findIndex((octet) => octet !== 0);
  if (start < 0) return false;
  const size = octets.length - start;
  return size < maxOctets || (size === maxOctets && (octets[start] ?? 0) < 0x80);
}
