import { encodeWholeNumber, toWholeNumber, wholeNumberSchema } from '../extension-value.ts';
import type { WholeNumber } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Number of a CRL, larger with each one that an authority publishes (RFC 5280 §5.2.3). */
export const crlNumber: ExtensionKind<WholeNumber, 'crl_number'> = {
  type: 'crl_number',
  oid: '2.5.29.20',
  title: 'CRL Number',
  criticality: { default: false, fixed: true },
  configurable: false,
  value: wholeNumberSchema,
  encode: (number) => encodeWholeNumber(number),
  decode: (reader) => toWholeNumber(reader.integer()),
  text: (number) => [String(number)],
};
