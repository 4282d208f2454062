import { toBase64, toColonHex } from '#base';
import { octetString } from '#der';
import { base64Octets, base64Schema, issue } from '../extension-value.ts';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';

const digestOctets = 32;

/** SHA-256 of the key authorization, in the certificate that answers tls-alpn-01 (RFC 8737 §3); base64. */
export const acmeIdentifier: ExtensionKind<string, 'acme_identifier'> = {
  type: 'acme_identifier',
  oid: '1.3.6.1.5.5.7.1.31',
  title: 'ACME Identifier',
  criticality: { default: true, fixed: true },
  configurable: false,
  value: base64Schema.superRefine((digest, ctx) => {
    if (Buffer.byteLength(digest, 'base64') !== digestOctets)
      issue(ctx, 'value must be a SHA-256 digest');
  }),
  encode: (digest) => octetString(checked(base64Octets(digest))),
  decode: (reader) => toBase64(checked(reader.octetString())),
  text: (digest) => [toColonHex(base64Octets(digest))],
};

function checked(digest: Uint8Array): Uint8Array {
  if (digest.length !== digestOctets) throw extensionFault('Digest that is not 32 octets.');
  return digest;
}
