import { toBase64 } from '#base';
import { findExtension, keyIdentifier, type Certificate, type Extension } from '#x509';
import type { Context } from './context.ts';
import { fillPlaceholders, placeholders, serverUrls } from './urls.ts';

/** What decides the extensions of the certificate of an authority. */
export interface OwnExtensions {
  /** SubjectPublicKeyInfo of its key. */
  readonly spki: Uint8Array;
  /** Whose key signs; undefined for its own. */
  readonly issuer: { readonly certificate: Certificate; readonly serial: string } | undefined;
  readonly serial: string;
  readonly pathLength: number | null;
  /** Base64 of the identifier of its key. Default: made from the key (RFC 5280 §4.2.1.2 (1)). */
  readonly keyId?: string;
  /** Further ones, none of those that every authority has but key usage. */
  readonly extensions: readonly Extension[];
  /** Host of the addresses below which the issuer tells of it; false for none. Default: that of the settings. */
  readonly hostname?: string | false;
}

const asksToSign: Extension = {
  type: 'key_usage',
  critical: true,
  value: ['crl_sign', 'key_cert_sign'],
};

/** Its own extensions: the caller's, key usage first; then what every authority has; then where to ask about it. */
export function ownExtensions(context: Context, asked: OwnExtensions): Extension[] {
  const { issuer, serial } = asked;
  const extensions = [
    ...requestedExtensions(asked),
    authorityKey(issuer ? keyIdOf(issuer.certificate) : subjectKeyId(asked)),
  ];
  if (!issuer) return extensions;
  const owner = { signerSerial: issuer.serial, serial, urlPath: context.urlPath ?? '' };
  const values = placeholders(owner, 'authority');
  const urls = revocationUrls(asked.hostname ?? context.defaultHostname, owner, extensions);
  return [...extensions, ...urls].map((each) => fillPlaceholders(each, values));
}

/** As {@link ownExtensions}, without what only the issuer knows: what a CSR asks for. */
export function requestedExtensions(
  asked: Pick<OwnExtensions, 'spki' | 'keyId' | 'pathLength' | 'extensions'>,
): Extension[] {
  const { extensions, pathLength } = asked;
  return [
    findExtension(extensions, 'key_usage') ?? asksToSign,
    ...extensions.filter(({ type }) => type !== 'key_usage'),
    { type: 'basic_constraints', critical: true, value: { ca: true, path_length: pathLength } },
    { type: 'subject_key_identifier', critical: false, value: subjectKeyId(asked) },
  ];
}

/** Those that another certificate for the same authority takes over from an old one. */
export function inheritedExtensions(
  old: Certificate,
  from: 'same-issuer' | 'other-issuer',
): Extension[] {
  const dropped: ReadonlySet<string> = new Set([
    'authority_key_identifier',
    'basic_constraints',
    'subject_key_identifier',
    'precert_poison',
    'signed_certificate_timestamps',
    ...(from === 'same-issuer' ? [] : issuersOwn),
  ]);
  return old.extensions.filter(({ type }) => !dropped.has(type));
}

/** Extensions in which an issuer speaks of itself. */
const issuersOwn = [
  'authority_information_access',
  'crl_distribution_points',
  'freshest_crl',
  'issuer_alternative_name',
] as const;

/** Base64 of the identifier that a certificate gives to its key, or would (RFC 5280 §4.2.1.2 (1)). */
export function keyIdOf({ spki, extensions }: Pick<Certificate, 'spki' | 'extensions'>): string {
  const own = findExtension(extensions, 'subject_key_identifier')?.value;
  return own ?? toBase64(keyIdentifier(spki));
}

function subjectKeyId({ spki, keyId }: Pick<OwnExtensions, 'spki' | 'keyId'>): string {
  return keyId ?? toBase64(keyIdentifier(spki));
}

function authorityKey(keyId: string): Extension {
  return {
    type: 'authority_key_identifier',
    critical: false,
    value: {
      key_identifier: keyId,
      authority_cert_issuer: null,
      authority_cert_serial_number: null,
    },
  };
}

function revocationUrls(
  hostname: string | false | undefined,
  owner: Parameters<typeof serverUrls>[1],
  present: readonly Extension[],
): Extension[] {
  if (hostname === undefined || hostname === false) return [];
  const urls = serverUrls(hostname, owner, 'authority');
  return [urls.authorityInformationAccess, urls.crlDistributionPoints].filter(
    (each): each is Extension => each !== null && !present.some(({ type }) => type === each.type),
  );
}
