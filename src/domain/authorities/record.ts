import { present } from '#base';
import { encodePem } from '#der';
import { parseCertificate, type Certificate } from '#x509';
import type { Authority, Reason, Revocation, SignExtensions } from './authority.ts';
import type { AuthorityRow } from './store.ts';

const parsed = new Map<string, Certificate>();
const cacheLimit = 1000;

/** What a row means. The certificate of an authority never changes, so each is parsed once. */
export function toAuthority(row: AuthorityRow): Authority {
  const certificate = parseOnce(row.serial, present(row.der, 'certificate of an authority'));
  return Object.freeze({
    id: row.id,
    name: row.name,
    serial: row.serial,
    enabled: row.enabled === 1,
    apiEnabled: row.api_enabled === 1,
    created: new Date(row.created_ms),
    updated: new Date(row.updated_ms),
    parentId: row.parent_id,
    certificate,
    pem: encodePem('CERTIFICATE', certificate.der),
    notBefore: new Date(certificate.notBeforeMs),
    notAfter: new Date(certificate.notAfterMs),
    subject: certificate.subject,
    issuer: certificate.issuer,
    keyBackend: row.key_backend,
    sign: JSON.parse(row.sign) as SignExtensions,
    caaIdentity: row.caa_identity,
    website: row.website,
    termsOfService: row.terms_of_service,
    revocation: toRevocation(row),
  });
}

/** The revocation that a row tells of; null when it tells of none. */
export function toRevocation(row: {
  readonly revoked_ms: number | null;
  readonly revoked_reason: string | null;
  readonly compromised_ms: number | null;
}): Revocation | null {
  if (row.revoked_ms === null) return null;
  return Object.freeze({
    revoked: new Date(row.revoked_ms),
    reason: (row.revoked_reason ?? 'unspecified') as Reason,
    compromised: row.compromised_ms === null ? null : new Date(row.compromised_ms),
  });
}

function parseOnce(serial: string, der: Uint8Array): Certificate {
  const known = parsed.get(serial);
  if (known && Buffer.compare(known.der, der) === 0) return known;
  const certificate = parseCertificate(der);
  if (parsed.size < cacheLimit) parsed.set(serial, certificate);
  return certificate;
}
