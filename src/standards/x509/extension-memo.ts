import { OctetsMemo } from '#der';
import type { Extension } from './extension.ts';

/** Of these each document has its own, so that keeping it would only drive out others. */
const ownOfEach: ReadonlySet<string> = new Set([
  'subject_alternative_name',
  'subject_key_identifier',
  'crl_number',
  'signed_certificate_timestamps',
  'precertificate_signed_certificate_timestamps',
  'acme_identifier',
]);
const maxOctets = 512;
const kept = new OctetsMemo<Extension>(256, maxOctets);

/**
 * One Extension by its whole DER, as `decode` reads it now or has read the same octets before: an authority puts the
 * same few into all that it signs. What is kept is frozen through and through.
 */
export function decodeKept(der: Uint8Array, decode: (der: Uint8Array) => Extension): Extension {
  const known = kept.find(der);
  if (known) return known;
  const extension = decode(der);
  if (!ownOfEach.has(extension.type)) kept.keep(der, frozenThroughout(extension));
  return extension;
}

/** A value of JSON itself, all of it frozen. */
export function frozenThroughout<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozenThroughout);
  return Object.freeze(value);
}
