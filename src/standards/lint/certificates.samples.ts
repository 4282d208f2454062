import { present, toBase64 } from '#base';
import {
  bitString,
  contextTag,
  encodeDer,
  explicit,
  type generalizedTime,
  integer,
  raw,
  sequence,
  time,
  type DerValue,
} from '#der';
import {
  chooseSignatureAlgorithm,
  encodeExtensions,
  encodeSigned,
  findExtension,
  findSignatureAlgorithm,
  keyIdentifier,
  name,
  nameDer,
  parseCertificate,
  parseGeneralName,
  parseSubtreeName,
  parseTbsCertificate,
  type Certificate,
  type DistributionPoint,
  type Extension,
  type ExtensionType,
  type GeneralName,
  type PolicyInformation,
  type SignatureAlgorithm,
} from '#x509';
import type { LintContext } from './certificate-rule.ts';
import { ecKey } from './keys.samples.ts';

/** What is to be judged, and in the light of what. */
export interface CertificateSample {
  readonly tbsDer: Uint8Array;
  readonly context: LintContext;
}

/** What the samples of a rule over certificates are. */
export type CertificateSamples = Samples<CertificateSample>;

/** What the samples of a rule are: a rule without both kinds proves nothing. */
export interface Samples<Sample> {
  /** The rule agrees to each, and so does every other rule that is asked. */
  readonly good: readonly Sample[];
  /** The rule says no to each: by the beginning of what it says. */
  readonly bad: Readonly<Record<string, Sample | readonly Sample[]>>;
}

/** In what a sample differs from the plain one. */
export interface CertificateChanges {
  /** Null for a v1 certificate, which names no version. */
  readonly version?: number | null;
  readonly serial?: bigint;
  readonly algorithm?: SignatureAlgorithm;
  /** Who signs. */
  readonly issuer?: Certificate;
  /** The authorities above the issuer. */
  readonly ancestors?: readonly Certificate[];
  readonly issuerDer?: Uint8Array;
  /** A name as text, or its DER. */
  readonly subject?: string | Uint8Array;
  /** ISO 8601. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** How times are written. Default: as RFC 5280 wants it. */
  readonly time?: typeof generalizedTime;
  readonly spki?: Uint8Array;
  readonly hasUniqueIdentifier?: boolean;
  /** These in place of those of the same type, or besides. */
  readonly with?: readonly Extension[];
  readonly without?: readonly ExtensionType[];
}

const serial = 0x40aabbccddeeff00112233445566778899aabbccn;

/** A certificate that nobody has signed, for the context of others. */
export function certificateOf({ tbsDer }: CertificateSample): Certificate {
  const { algorithm } = parseTbsCertificate(tbsDer);
  return parseCertificate(encodeSigned(tbsDer, algorithm, new Uint8Array(64)));
}

/** An authority that signs itself. */
export function root(changes: CertificateChanges = {}): CertificateSample {
  return sample('self', {
    spki: ecKey('P-384', 0x11),
    subject: 'C=AT,O=Example,CN=Root',
    notAfter: '2035-12-31T23:59:59Z',
    ...changes,
    with: [...authorityExtensions(null), ...(changes.with ?? [])],
  });
}

/** An authority below the root, which allows no further one. */
export function authority(changes: CertificateChanges = {}): CertificateSample {
  return sample(changes.issuer ?? rootCertificate, {
    spki: ecKey('P-256', 0x22),
    subject: 'C=AT,O=Example,CN=Issuing',
    notAfter: '2030-12-31T23:59:59Z',
    ...changes,
    with: [...authorityExtensions(0), ...(changes.with ?? [])],
  });
}

/** The certificate of a server, as good as they come: all rule sets agree to it. */
export function leaf(changes: CertificateChanges = {}): CertificateSample {
  return sample(changes.issuer ?? issuingCertificate, {
    spki: ecKey('P-256', 0x33),
    subject: 'CN=www.example.com',
    notAfter: '2026-03-31T23:59:59Z',
    ...changes,
    with: [...leafExtensions, ...(changes.with ?? [])],
  });
}

/** As {@link leaf}, judged by the rules for TLS servers besides. */
export function server(changes: CertificateChanges = {}): CertificateSample {
  const { tbsDer, context } = leaf({
    notBefore: '2026-11-01T00:00:00Z',
    notAfter: '2027-01-29T23:59:59Z',
    ...changes,
  });
  return { tbsDer, context: { ...context, ruleSets: ['tls'] } };
}

/** A subject alternative name of these, each as text. */
export function san(...names: readonly string[]): Extension {
  return sanOf(names.map(parseGeneralName));
}

/** As {@link san}, of names that no text may give. */
export function sanOf(value: readonly GeneralName[], critical: boolean = false): Extension {
  return { type: 'subject_alternative_name', critical, value };
}

/** Key usage. */
export function usage(...value: Extract<Extension, { type: 'key_usage' }>['value']): Extension {
  return { type: 'key_usage', critical: true, value };
}

/** Basic constraints. */
export function constraints(
  ca: boolean,
  path_length: number | null,
  critical: boolean = true,
): Extension {
  return { type: 'basic_constraints', critical, value: { ca, path_length } };
}

/** Extended key usage, not critical. */
export function purposes(...value: readonly string[]): Extension {
  return { type: 'extended_key_usage', critical: false, value };
}

/** Certificate policies. */
export function policies(...value: readonly PolicyInformation[]): Extension {
  return { type: 'certificate_policies', critical: false, value };
}

/** Name constraints, each base as text. */
export function nameConstraints(
  permitted: readonly string[] | null,
  excluded: readonly string[] | null = null,
): Extension {
  return {
    type: 'name_constraints',
    critical: true,
    value: {
      permitted_subtrees: permitted && permitted.map(parseSubtreeName),
      excluded_subtrees: excluded && excluded.map(parseSubtreeName),
    },
  };
}

/** A distribution point with these fields and no others. */
export function point(fields: Partial<DistributionPoint>): DistributionPoint {
  return { full_name: null, relative_name: null, crl_issuer: null, reasons: null, ...fields };
}

/** A URI as general name. */
export function uri(value: string): GeneralName {
  return { type: 'URI', value };
}

/** An extension of this type and value, its flag as given. */
export function critical(extension: Extension, flag: boolean = true): Extension {
  return { ...extension, critical: flag };
}

/** The signature algorithm of that id. */
export function algorithm(id: string): SignatureAlgorithm {
  return present(findSignatureAlgorithm(id), id);
}

function authorityExtensions(pathLength: number | null): Extension[] {
  return [usage('crl_sign', 'key_cert_sign'), constraints(true, pathLength)];
}

const leafExtensions: readonly Extension[] = [
  constraints(false, null),
  usage('digital_signature'),
  { type: 'extended_key_usage', critical: false, value: ['1.3.6.1.5.5.7.3.1'] },
  san('DNS:www.example.com', 'DNS:*.example.com', 'IP:93.184.216.34'),
  {
    type: 'authority_information_access',
    critical: false,
    value: [
      {
        access_method: '1.3.6.1.5.5.7.48.1',
        access_location: uri('http://ca.example.com/ocsp/'),
      },
    ],
  },
  {
    type: 'crl_distribution_points',
    critical: false,
    value: [point({ full_name: [uri('http://ca.example.com/crl/')] })],
  },
];

/** The root as a certificate. */
export const rootCertificate: Certificate = certificateOf(root());
/** The authority below it as a certificate. */
export const issuingCertificate: Certificate = certificateOf(authority());

type Fields = CertificateChanges &
  Required<Pick<CertificateChanges, 'spki' | 'subject' | 'notAfter' | 'with'>>;

function sample(issuer: Certificate | 'self', fields: Fields): CertificateSample {
  const { subject, notBefore = '2026-01-01T00:00:00Z', ancestors } = fields;
  const subjectDer = typeof subject === 'string' ? nameDer(name(subject)) : subject;
  const signer = issuer === 'self' ? { subjectDer, spki: fields.spki, extensions: [] } : issuer;
  const timeDer = fields.time ?? time;
  const tbsDer = encodeDer(
    sequence(
      fields.version === null ? undefined : explicit(0, integer(fields.version ?? 2)),
      integer(fields.serial ?? serial),
      raw((fields.algorithm ?? chooseSignatureAlgorithm(signer.spki)).der),
      raw(fields.issuerDer ?? signer.subjectDer),
      sequence(timeDer(Date.parse(notBefore)), timeDer(Date.parse(fields.notAfter))),
      raw(subjectDer),
      raw(fields.spki),
      fields.hasUniqueIdentifier === true
        ? bitString(new Uint8Array([1]), 0, contextTag(2))
        : undefined,
      extensionsDer(fields, signer),
    ),
  );
  return { tbsDer, context: { issuer, ...(ancestors && { ancestors }) } };
}

function extensionsDer(
  fields: Fields,
  signer: Pick<Certificate, 'spki' | 'extensions'>,
): DerValue | undefined {
  if ((fields.version ?? 2) !== 2 || fields.version === null) return undefined;
  const byType = new Map<string, Extension>();
  for (const each of [...keyIdentifiers(fields.spki, signer), ...fields.with])
    byType.set(each.type, each);
  for (const type of fields.without ?? []) byType.delete(type);
  return explicit(3, encodeExtensions([...byType.values()]));
}

function keyIdentifiers(
  spki: Uint8Array,
  signer: Pick<Certificate, 'spki' | 'extensions'>,
): Extension[] {
  const own = findExtension(signer.extensions, 'subject_key_identifier')?.value;
  return [
    { type: 'subject_key_identifier', critical: false, value: toBase64(keyIdentifier(spki)) },
    {
      type: 'authority_key_identifier',
      critical: false,
      value: {
        key_identifier: own ?? toBase64(keyIdentifier(signer.spki)),
        authority_cert_issuer: null,
        authority_cert_serial_number: null,
      },
    },
  ];
}
