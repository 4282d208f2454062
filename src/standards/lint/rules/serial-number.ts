import type { CertificateRule } from '../rule.ts';

/** «The serial number MUST be a positive integer […] conforming CAs MUST NOT use serialNumber values longer than 20 octets.» */
export const serialNumber: CertificateRule = {
  name: 'serial_number',
  source: 'RFC 5280 §4.1.2.2',
  check: ({ serial }) =>
    /^[1-9A-F][0-9A-F]{0,39}$/.test(serial) && !(serial.length === 40 && serial >= '8')
      ? undefined
      : 'The serial number is not positive or longer than 20 octets',
};
