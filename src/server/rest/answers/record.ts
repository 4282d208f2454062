import type { Revocation } from '#authorities';
import type { Certificate, Name } from '#x509';
import { formatMoment, formatOptionalMoment } from './moment.ts';
import { presentX509, fingerprints } from './x509.ts';

/** What authorities and certificates have in common on record. */
export interface X509Record {
  readonly id: number;
  readonly created: Date;
  readonly updated: Date;
  readonly revocation: Revocation | null;
  readonly certificate: Certificate;
  readonly pem: string;
  readonly serial: string;
  readonly subject: Name;
  readonly issuer: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The fields that come first in an answer, in their order. */
export function presentRecord(record: X509Record): Record<string, unknown> {
  const { id, created, updated, revocation, certificate, pem } = record;
  return {
    id,
    created: formatMoment(created),
    updated: formatMoment(updated),
    revoked: revocation !== null,
    revoked_date: formatOptionalMoment(revocation?.revoked),
    revoked_reason: revocation ? snakeCase(revocation.reason) : '',
    compromised: formatOptionalMoment(revocation?.compromised),
    certificate: presentX509(certificate, pem),
    fingerprints: fingerprints(certificate.der),
  };
}

/** The fields that scripts written for django-ca before 2.4 read at the top level. */
export function presentEarlierRecord(record: X509Record): Record<string, unknown> {
  const { serial, pem, subject, issuer, notBefore, notAfter } = record;
  return {
    serial,
    pem,
    subject,
    issuer,
    not_before: formatMoment(notBefore),
    not_after: formatMoment(notAfter),
  };
}

/** `keyCompromise` → `key_compromise`, `cACompromise` → `ca_compromise`, `removeFromCRL` → `remove_from_crl`. */
function snakeCase(reason: string): string {
  return reason.replace(/(?<!^[a-z]?)(?:[A-Z]+(?=$)|[A-Z])/g, '_$&').toLowerCase();
}
