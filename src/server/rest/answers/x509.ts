import { fingerprint, hashNames, publicKeyAlgorithmOid } from '#x509';
import type { Certificate, HashName } from '#x509';
import { formatMoment } from './moment.ts';

/**
 * The field `certificate` of authorities and certificates: what the document itself says. Nothing is checked, so that
 * whatever is on record can be shown.
 */
export function presentX509(certificate: Certificate, pem: string): Record<string, unknown> {
  const { algorithm } = certificate;
  return {
    serial: certificate.serial,
    version: certificate.version,
    not_valid_before: formatMoment(certificate.notBeforeMs),
    not_valid_after: formatMoment(certificate.notAfterMs),
    issuer: certificate.issuer,
    subject: certificate.subject,
    signature_hash_algorithm: algorithm.hash,
    signature_algorithm_oid: algorithm.oid,
    public_key_algorithm_oid: publicKeyAlgorithmOid(certificate.spki),
    signature_algorithm_parameters: algorithm.parameters,
    extensions: certificate.extensions,
    pem,
  };
}

/** Fingerprints of a whole document by the name of their hash. */
export function fingerprints(der: Uint8Array): Record<HashName, string> {
  const pairs = hashNames.map((name) => [name, fingerprint(der, name)] as const);
  return Object.fromEntries(pairs) as Record<HashName, string>;
}
