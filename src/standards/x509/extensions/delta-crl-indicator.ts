import { encodeWholeNumber, toWholeNumber, wholeNumberSchema } from '../extension-value.ts';
import type { WholeNumber } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Number of the complete CRL that this one is the difference to (RFC 5280 §5.2.4). */
export const deltaCrlIndicator: ExtensionKind<WholeNumber, 'delta_crl_indicator'> = {
  type: 'delta_crl_indicator',
  oid: '2.5.29.27',
  title: 'Delta CRL Indicator',
  criticality: { default: true, fixed: true },
  configurable: false,
  value: wholeNumberSchema,
  encode: (number) => encodeWholeNumber(number),
  decode: (reader) => toWholeNumber(reader.integer()),
  text: (number) => [String(number)],
};
