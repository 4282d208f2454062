import { CaError, toHex } from '#base';
import { tag } from '#der';
import type { DerReader, DerValue } from '#der';

const maxOctets = 20;

/**
 * INTEGER of a serial number: one to twenty octets, above zero (RFC 5280 §4.1.2.2).
 *
 * @param serial  Hex in either case, no colons.
 * @throws CaError `bad_certificate` when it is anything else, at the latest when it is written.
 */
export function encodeSerial(serial: string): DerValue {
  const start = firstDigit(serial);
  const size = serial.length - start;
  const isLargest = size === 2 * maxOctets;
  if (size === 0 || size > 2 * maxOctets || (isLargest && digitAt(serial, start) >= 8))
    throw notSerial();
  return (writer) => {
    const before = writer.size;
    let all = 0;
    for (let i = serial.length - 1; i >= start; i -= 2) {
      const octet = digitAt(serial, i) | (i > start ? digitAt(serial, i - 1) << 4 : 0);
      writer.octet(octet);
      all |= octet;
    }
    if (all < 0) throw notSerial();
    if (size % 2 === 0 && digitAt(serial, start) >= 8) writer.octet(0);
    writer.header(tag.integer, before);
  };
}

function notSerial(): CaError {
  return new CaError('bad_certificate', 'A serial number must be hex of a number below 2^159.');
}

/** Where leading zeros end. */
function firstDigit(hex: string): number {
  let start = 0;
  while (start < hex.length && hex.charCodeAt(start) === 0x30) start++;
  return start;
}

/** Values of hex digits in either case by their code; -1 for any other character. */
const digits: Int8Array = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

function digitAt(hex: string, at: number): number {
  return digits[hex.charCodeAt(at)] ?? -1;
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
  return hex.slice(Math.min(firstDigit(hex), hex.length - 1));
}
