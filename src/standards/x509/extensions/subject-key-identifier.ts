import { toBase64, toColonHex } from '#base';
import { octetString } from '#der';
import { base64Octets, base64Schema } from '../extension-value.ts';
import type { ExtensionKind } from '../extension-kind.ts';

/** Identifies the key of this certificate (RFC 5280 §4.2.1.2); base64. */
export const subjectKeyIdentifier: ExtensionKind<string, 'subject_key_identifier'> = {
  type: 'subject_key_identifier',
  oid: '2.5.29.14',
  title: 'Subject Key Identifier',
  criticality: { default: false, fixed: true },
  configurable: false,
  value: base64Schema,
  encode: (identifier) => octetString(base64Octets(identifier)),
  decode: (reader) => toBase64(reader.octetString()),
  text: (identifier) => [toColonHex(base64Octets(identifier))],
};
