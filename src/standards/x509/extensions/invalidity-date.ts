import { generalizedTime } from '#der';
import { dateTimeMs, dateTimeSchema, formatDateTime } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Since when a revoked key is thought to be compromised (RFC 5280 §5.3.2); ISO 8601. */
export const invalidityDate: ExtensionKind<string, 'invalidity_date'> = {
  type: 'invalidity_date',
  oid: '2.5.29.24',
  title: 'Invalidity Date',
  criticality: { default: false, fixed: true },
  configurable: false,
  value: dateTimeSchema,
  encode: (date) => generalizedTime(dateTimeMs(date)),
  decode: (reader) => formatDateTime(reader.generalizedTime()),
  text: (date) => [date],
};
