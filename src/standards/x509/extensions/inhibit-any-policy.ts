import { integer } from '#der';
import { countSchema } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** How many certificates may follow before anyPolicy stops to count as a match (RFC 5280 §4.2.1.14). */
export const inhibitAnyPolicy: ExtensionKind<number, 'inhibit_any_policy'> = {
  type: 'inhibit_any_policy',
  oid: '2.5.29.54',
  title: 'Inhibit anyPolicy',
  criticality: { default: true, fixed: true },
  configurable: false,
  value: countSchema(),
  encode: (certificates) => integer(certificates),
  decode: (reader) => reader.smallInteger(),
  text: (certificates) => [String(certificates)],
};
