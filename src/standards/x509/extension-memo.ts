import { OctetsMemo } from '#der';

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

/**
 * Reads one extension by its whole DER, or gives what was read of the same octets before: an authority puts the same few
 * into all that it signs. What is kept is frozen through and through.
 */
export function remembering<E extends { readonly type: string }>(
  decode: (der: Uint8Array) => E,
): (der: Uint8Array) => E {
  const kept = new OctetsMemo<E>(256, maxOctets);
  return (der) => {
    const known = kept.find(der);
    if (known) return known;
    const extension = decode(der);
    if (!ownOfEach.has(extension.type)) kept.keep(der, frozenThroughout(extension));
    return extension;
  };
}

/** A value of JSON itself, all of it frozen. */
export function frozenThroughout<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozenThroughout);
  return Object.freeze(value);
}
