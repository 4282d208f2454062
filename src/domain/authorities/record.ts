import { present } from '#base';
import { encodePem } from '#der';
import { csrPem, parseCertificate, parseCertificateBundle, parseCsr } from '#x509';
import type { Certificate } from '#x509';
import type {
  Authority,
  AuthorityCertificate,
  RequestedAuthority,
  SignExtensions,
} from './authority.ts';
import { toRevocation } from './revocation-columns.ts';
import type { AuthorityRow, CertificateRow } from './tables.ts';

const parsed = new Map<string, Certificate>();
const bundles = new Map<string, readonly Certificate[]>();
const pems = new WeakMap<Certificate, string>();
const cacheLimit = 1000;

const authorities = new WeakMap<AuthorityRow, Authority>();

/** What a row means; the same for the same row. A certificate never changes, so each is parsed once. */
export function toAuthority(row: AuthorityRow): Authority {
  const known = authorities.get(row) ?? makeAuthority(row);
  authorities.set(row, known);
  return known;
}

function makeAuthority(row: AuthorityRow): Authority {
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
    pem: pemOf(certificate),
    notBefore: new Date(certificate.notBeforeMs),
    notAfter: new Date(certificate.notAfterMs),
    subject: certificate.subject,
    issuer: certificate.issuer,
    outside: toOutside(row),
    keyBackend: row.key_backend,
    sign: JSON.parse(row.sign) as SignExtensions,
    caaIdentity: row.caa_identity,
    website: row.website,
    termsOfService: row.terms_of_service,
    revocation: toRevocation(row),
  });
}

/** What a row of another certificate of an authority means. */
export function toAuthorityCertificate(row: CertificateRow): AuthorityCertificate {
  const certificate = parseOnce(row.serial, present(row.der, 'certificate of an authority'));
  return Object.freeze({
    kind: row.kind,
    authorityId: row.authority_id,
    issuerId: row.issuer_id,
    serial: row.serial,
    certificate,
    pem: pemOf(certificate),
    revocation: toRevocation(row),
  });
}

/** What the row of an authority means that waits for its certificate. */
export function toRequested(row: AuthorityRow): RequestedAuthority {
  const csr = parseCsr(present(row.csr, 'CSR of an authority'));
  return Object.freeze({
    id: row.id,
    name: row.name,
    created: new Date(row.created_ms),
    subject: csr.subject,
    csr: csrPem(csr.der),
    keyBackend: row.key_backend,
  });
}

/** The certificates of other houses that a row names, nearest first; each bundle is parsed once. */
export function toOutside({
  outside,
}: {
  readonly outside: string | null;
}): readonly Certificate[] {
  if (outside === null) return [];
  const certificates = bundles.get(outside) ?? parseCertificateBundle(outside);
  if (bundles.size < cacheLimit) bundles.set(outside, certificates);
  return certificates;
}

/** PEM of all, in their order; null for none. */
export function bundlePem(certificates: readonly Certificate[]): string | null {
  return certificates.map(({ der }) => encodePem('CERTIFICATE', der)).join('') || null;
}

function pemOf(certificate: Certificate): string {
  const known = pems.get(certificate);
  if (known !== undefined) return known;
  const pem = encodePem('CERTIFICATE', certificate.der);
  pems.set(certificate, pem);
  return pem;
}

function parseOnce(serial: string, der: Uint8Array): Certificate {
  const known = parsed.get(serial);
  if (known && Buffer.compare(known.der, der) === 0) return known;
  const certificate = parseCertificate(der);
  if (parsed.size < cacheLimit) parsed.set(serial, certificate);
  return certificate;
}
