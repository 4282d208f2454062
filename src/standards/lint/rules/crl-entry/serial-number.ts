import type { CrlEntryRule } from '../../unsigned-crl.ts';

/** Serial numbers are positive: no certificate of ours ever had zero. */
export const serialNumber: CrlEntryRule = {
  name: 'crl_entry_serial_number',
  source: 'RFC 5280 §4.1.2.2',
  check: ({ isZero }) => (isZero ? 'An entry has the serial number zero' : undefined),
};
