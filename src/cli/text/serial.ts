import type { SerialFormat } from '../options/output-options.ts';

/** A serial number, upper-case hex without leading zeros, in the asked spelling. */
export function formatSerial(serial: string, format: SerialFormat = 'dotted-hex'): string {
  if (format === 'hex') return serial;
  if (format === 'int') return BigInt(`0x${serial}`).toString();
  const even = serial.length % 2 === 0 ? serial : `0${serial}`;
  return (even.match(/../g) ?? []).join(':');
}
