import { toBase64 } from '#base';
import { encodeTbsCertificate, name, nameDer, type Extension, type Name } from '#x509';
import { certificateSamples, sampleExtension } from './extension-samples.ts';
import { authoritySerial, issuerName } from './issuer.ts';
import { signDocument, type Signer } from './signer.ts';

/** What a certificate says, in the form that every reading of it is brought into. */
export interface CertificateSaid {
  /** Upper-case hex without leading zeros. */
  readonly serial: string;
  readonly issuer: Name;
  readonly subject: Name;
  /** ISO 8601 in whole seconds: `2026-01-01T00:00:00Z`. */
  readonly not_before: string;
  readonly not_after: string;
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly public_key: string;
  /** The `id` of the algorithm: `ecdsa-sha256`. */
  readonly signature_algorithm: string;
  readonly extensions: readonly Extension[];
}

/** A certificate we made, and what it is meant to say. */
export interface CertificateSpecimen {
  readonly id: string;
  readonly der: Uint8Array;
  readonly said: CertificateSaid;
  /** Who signed. */
  readonly signer: Signer;
}

/** What {@link certify} is told; the rest is the same everywhere. */
export interface Order {
  readonly id: string;
  readonly signer: Signer;
  /** Default: the signer. */
  readonly subjectKey?: Signer;
  readonly extensions: readonly Extension[];
  readonly serial?: string;
  readonly issuer?: Name;
  readonly subject?: Name;
  readonly notBefore?: string;
  readonly notAfter?: string;
}

const subjectName = name('C=AT,ST=Wien,L=Wien,O=Example,CN=host.example.com');

/** Makes one certificate. */
export async function certify(order: Order): Promise<CertificateSpecimen> {
  const { id, signer, subjectKey = signer, extensions } = order;
  const said: CertificateSaid = {
    serial: order.serial ?? '400102030405060708090A0B0C0D0E0F10111213',
    issuer: order.issuer ?? issuerName,
    subject: order.subject ?? subjectName,
    not_before: order.notBefore ?? '2026-01-02T03:04:05Z',
    not_after: order.notAfter ?? '2036-12-31T23:59:59Z',
    public_key: toBase64(subjectKey.spki),
    signature_algorithm: signer.algorithm.id,
    extensions,
  };
  const tbs = encodeTbsCertificate({
    serial: said.serial,
    algorithm: signer.algorithm,
    issuerDer: nameDer(said.issuer),
    subjectDer: nameDer(said.subject),
    notBeforeMs: Date.parse(said.not_before),
    notAfterMs: Date.parse(said.not_after),
    spki: subjectKey.spki,
    extensions,
  });
  return { id, der: await signDocument(tbs, signer), said, signer };
}

/** The certificate of a signer, in whose name all specimens are issued: what they are verified against. */
export function certifyAuthority(signer: Signer): Promise<CertificateSpecimen> {
  return certify({
    id: `authority-${signer.kind}`,
    signer,
    serial: authoritySerial,
    subject: issuerName,
    extensions: [
      sampleExtension('basic-constraints-authority-open'),
      sampleExtension('key-usage-authority'),
      sampleExtension('subject-key-identifier'),
    ],
  });
}

/** A certificate with every extension at once, for each kind of key. */
export function certifyEverything(signers: readonly Signer[]): Promise<CertificateSpecimen[]> {
  const extensions = firstOfEachType(certificateSamples.map((each) => each.extension));
  return Promise.all(
    signers.map((signer) => certify({ id: `everything-${signer.kind}`, signer, extensions })),
  );
}

/** A certificate for each sample of an extension, alone in it. */
export function certifySamples(signer: Signer): Promise<CertificateSpecimen[]> {
  return Promise.all(
    certificateSamples.map(({ id, extension }) =>
      certify({ id: `extension-${id}`, signer, extensions: [extension] }),
    ),
  );
}

const everyAttribute: Name = [
  { oid: '2.5.4.46', value: 'Qualifier' },
  { oid: '2.5.4.6', value: 'AT' },
  { oid: '2.5.4.17', value: '1010' },
  { oid: '2.5.4.8', value: 'Wien' },
  { oid: '2.5.4.7', value: 'Wien' },
  { oid: '2.5.4.9', value: 'Graben 1' },
  { oid: '2.5.4.16', value: 'Postfach' },
  { oid: '0.9.2342.19200300.100.1.25', value: 'com' },
  { oid: '0.9.2342.19200300.100.1.25', value: 'example' },
  { oid: '2.5.4.10', value: 'Bücher & Söhne' },
  { oid: '2.5.4.97', value: 'VATAT-U12345678' },
  { oid: '2.5.4.11', value: 'Eins' },
  { oid: '2.5.4.11', value: '二' },
  { oid: '2.5.4.12', value: 'Dr.' },
  { oid: '2.5.4.42', value: 'Zoë' },
  { oid: '2.5.4.43', value: 'Z.' },
  { oid: '2.5.4.4', value: 'Ünal' },
  { oid: '2.5.4.44', value: 'III' },
  { oid: '2.5.4.65', value: 'Nobody' },
  { oid: '2.5.4.15', value: 'Private Organization' },
  { oid: '1.3.6.1.4.1.311.60.2.1.3', value: 'AT' },
  { oid: '1.3.6.1.4.1.311.60.2.1.2', value: 'Wien' },
  { oid: '1.3.6.1.4.1.311.60.2.1.1', value: 'Wien' },
  { oid: '1.2.643.3.131.1.1', value: '012345678901' },
  { oid: '1.2.643.100.1', value: '1234567890123' },
  { oid: '1.2.643.100.3', value: '12345678901' },
  { oid: '1.2.840.113549.1.9.2', value: 'Unstructured' },
  { oid: '2.5.4.5', value: '12345' },
  { oid: '0.9.2342.19200300.100.1.1', value: 'someone' },
  { oid: '1.2.840.113549.1.9.1', value: 'someone@example.com' },
  { oid: '1.2.3.4.5', value: 'of no known type' },
  { oid: '2.5.4.3', value: 'every attribute' },
];

/** Names, serials and times at their edges. */
export function certifyShapes(signer: Signer): Promise<CertificateSpecimen[]> {
  const extensions = [sampleExtension('basic-constraints-end-entity')];
  const names: [id: string, subject: Name][] = [
    ['name-every-attribute', everyAttribute],
    ['name-escapes', name('O=\\#1\\, \\"two\\" \\+ \\<three\\>\\\\ \\;=,CN=\\ spaces \\ ')],
    ['name-scripts', name('CN=Ελλάς Россия 中国 🔑')],
    ['name-long', name(`CN=${'n'.repeat(64)}`)],
    ['name-repeated', name('OU=b,OU=a,OU=b,CN=order')],
  ];
  const serials = ['1', '7F', '80', 'FF', `7F${'FF'.repeat(19)}`, `40${'00'.repeat(18)}01`];
  const times: [notBefore: string, notAfter: string][] = [
    ['1950-01-01T00:00:00Z', '2049-12-31T23:59:59Z'],
    ['2049-12-31T23:59:59Z', '2050-01-01T00:00:00Z'],
    ['2024-02-29T12:00:00Z', '9999-12-31T23:59:59Z'],
  ];
  return Promise.all([
    ...names.map(([id, subject]) => certify({ id, signer, subject, extensions })),
    ...serials.map((serial) => certify({ id: `serial-${serial}`, signer, serial, extensions })),
    ...times.map(([notBefore, notAfter]) =>
      certify({ id: `until-${notAfter.slice(0, 4)}`, signer, notBefore, notAfter, extensions }),
    ),
    certify({ id: 'no-extensions', signer, extensions: [] }),
    certify({
      id: 'name-empty',
      signer,
      subject: [],
      extensions: [sampleExtension('subject-alternative-name-critical')],
    }),
  ]);
}

function firstOfEachType(list: readonly Extension[]): Extension[] {
  const types = list.map((each) => each.type);
  return list.filter((each, at) => types.indexOf(each.type) === at);
}
