import type { CertificateRule } from '../../certificate-rule.ts';

const minDigits = 32;

/**
 * A serial number is a positive integer. Our own: of 16 octets at least, as fewer would hardly hold the 112 random bits
 * that make it unguessable and unique. That it has no more than 20 is seen to in decoding.
 */
export const serialNumber: CertificateRule = {
  name: 'serial_number',
  source: 'RFC 5280 §4.1.2.2',
  check: ({ serial }) => {
    if (serial === '0') return 'The serial number is zero';
    return serial.length < minDigits - 1
      ? 'The serial number is too short to be unguessable'
      : undefined;
  },
};
