import { createHash } from 'node:crypto';
import { toHex, utf8 } from '#base';
import { encodePem } from '#der';
import { temporaryDirectory } from '#oracles';
import type { Extension, Name } from '#x509';
import {
  password,
  type BundleSpecimen,
  type KeySpecimen,
  type StoreSpecimen,
} from '../specimens/bundles.ts';
import type { CertificateSpecimen } from '../specimens/certificates.ts';
import type { ListSpecimen } from '../specimens/lists.ts';
import type { RequestSpecimen } from '../specimens/requests.ts';
import type { Signer } from '../specimens/signer.ts';
import { authorityOf, type Specimens } from '../specimens/specimens.ts';
import type { AnswerSpecimen, CertIdSaid, QuestionSpecimen } from '../specimens/status.ts';
import { each, without, type Reader, type Reading, type Readings } from './reader.ts';
import {
  between,
  certificatesIn,
  extensionsIn,
  lineAfter,
  momentAfter,
  publicKeyIn,
  upTo,
} from './text.ts';
import { makeTool, type Tool } from './tool.ts';
import { readWords } from './words.ts';

/** Signature algorithms by the names of GnuTLS; keys of other kinds are beyond it, and so are three of the curves. */
const algorithms: Readonly<Record<string, string>> = {
  'rsa-sha256': 'RSA-SHA256',
  'rsa-sha3-256': 'RSA-SHA3-256',
  'rsa-pss-sha256': 'RSA-PSS-SHA256',
  'rsa-pss-sha512': 'RSA-PSS-SHA512',
  'ecdsa-sha256': 'ECDSA-SHA256',
  'ecdsa-sha384': 'ECDSA-SHA384',
  'ecdsa-sha512': 'ECDSA-SHA512',
  'ecdsa-sha3-384': 'ECDSA-SHA3-384',
  ed25519: 'EdDSA-Ed25519',
  ed448: 'EdDSA-Ed448',
};

/** What it calls attributes; for one without a name it prints the DER of the value. */
const attributeNames: Readonly<Record<string, string>> = {
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'EMAIL',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionOfIncorporationLocalityName',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionOfIncorporationStateOrProvinceName',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionOfIncorporationCountryName',
  '2.5.4.3': 'CN',
  '2.5.4.4': 'surName',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.15': 'businessCategory',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'givenName',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
};

/** Attributes that it names and of which it prints the DER all the same. */
const opaque: Readonly<Record<string, string>> = {
  '1.2.643.3.131.1.1': 'INN',
  '1.2.643.100.1': 'OGRN',
  '1.2.643.100.3': 'SNILS',
};

const inCertificate = /^\t\t(?=\S)/m;
const inRequest = /^\t\t\t(?=\S)/m;

interface Gnutls {
  readonly certtool: Tool;
  readonly ocsptool: Tool;
  readonly words: (extension: Extension) => string;
  /** In CRLs it knows fewer extensions. */
  readonly listWords: (extension: Extension) => string;
}

/** GnuTLS, by its certtool and ocsptool. */
export async function gnutlsReader(): Promise<Reader> {
  const label = await gnutlsLabel();
  const certtool = makeTool(label, ['certtool']);
  const ocsptool = makeTool(label, ['ocsptool']);
  const words = readWords('gnutls');
  const listWords = readWords('gnutls', 'CRL');
  const gnutls: Gnutls = { certtool, ocsptool, words, listWords };
  return { label, read: (specimens) => readAll(gnutls, specimens) };
}

/** Its name and release. */
export async function gnutlsLabel(): Promise<string> {
  const { stdout } = await makeTool('GnuTLS', ['certtool']).ask(['--version']);
  return `GnuTLS ${/certtool (\S+)/.exec(stdout)?.[1]}`;
}

async function readAll(gnutls: Gnutls, specimens: Specimens): Promise<Readings> {
  const known = <T extends { readonly signer: Signer }>(list: readonly T[]): T[] =>
    list.filter(({ signer }) => knowsKey(signer));
  const stores = specimens.stores.filter(({ mac }) => mac === 'hmac');
  return {
    certificates: await readCertificates(gnutls, known(specimens.certificates)),
    requests: await each(known(specimens.requests), (one) => readRequest(gnutls, one)),
    CRLs: await each(known(specimens.lists), (one) =>
      readList(gnutls, one, authorityOf(specimens, one.signer)),
    ),
    'OCSP requests': await each(specimens.questions, (one) => readQuestion(gnutls, one)),
    'OCSP responses': await each(
      specimens.answers.filter(({ authority }) => knowsKey(authority) && !hashIsLost(authority)),
      (one) => readAnswer(gnutls, one, authorityOf(specimens, one.authority)),
    ),
    'PKCS #7': await each(specimens.bundles, (one) => readBundle(gnutls, one)),
    'PKCS #8': await each(known(specimens.keys), (one) => readKey(gnutls, one)),
    'PKCS #12': await each(known(stores), (one) => readStore(gnutls, one)),
  };
}

function knowsKey({ kind, algorithm }: Signer): boolean {
  return algorithm.id in algorithms && !/^(?:brainpool|secp256k1)/.test(kind);
}

/** Whatever the parameters of RSASSA-PSS say in an OCSP response, it takes the hash for SHA-256. */
function hashIsLost({ algorithm }: Signer): boolean {
  return algorithm.keyType === 'rsa-pss' && algorithm.hash !== 'SHA-256';
}

/** All in one run: it reads a bundle, one certificate after the other. */
async function readCertificates(
  { certtool, words }: Gnutls,
  certificates: readonly CertificateSpecimen[],
): Promise<Reading[]> {
  const input = certificates.map(({ der }) => encodePem('CERTIFICATE', der)).join('');
  const { stdout } = await certtool.ask(['--certificate-info'], { input });
  const texts = stdout.split('X.509 Certificate Information:').slice(1);
  return certificates.map(({ id, said }, at) => {
    const text = texts[at] ?? '';
    const read = {
      serial: serialAfter(text, 'Serial Number (hex):'),
      issuer: lineAfter(text, 'Issuer:'),
      subject: lineAfter(text, 'Subject:'),
      not_before: momentAfter(text, 'Not Before:'),
      not_after: momentAfter(text, 'Not After:'),
      public_key: keyIdIn(text),
      signature_algorithm: lineAfter(text, '\tSignature Algorithm:'),
      extensions: extensionsIn(between(text, '\n\tExtensions:\n', '\n\tSignature'), inCertificate),
    };
    const expected = {
      ...said,
      issuer: nameText(said.issuer),
      subject: nameText(said.subject),
      // Its clock starts in 1970.
      not_before: said.not_before.replace(/^19[56].*/, '1970-01-01T00:00:00Z'),
      public_key: keyIdOf(said.public_key),
      signature_algorithm: algorithms[said.signature_algorithm],
      extensions: said.extensions.map(words),
    };
    return { id, read, said: expected };
  });
}

async function readRequest(
  { certtool, words }: Gnutls,
  { id, der, said }: RequestSpecimen,
): Promise<Reading> {
  const { stdout } = await certtool.ask(['--crq-info', '--inder'], { input: der });
  const read = {
    verified: lineAfter(stdout, 'Self signature:'),
    subject: lineAfter(stdout, 'Subject:'),
    public_key: keyIdIn(stdout),
    signature_algorithm: lineAfter(stdout, 'Signature Algorithm:'),
    extensions: extensionsIn(between(stdout, 'Extensions:\n', '\nOther'), inRequest),
  };
  const expected = {
    verified: 'verified',
    subject: nameText(said.subject),
    public_key: keyIdOf(said.public_key),
    signature_algorithm: algorithms[said.signature_algorithm],
    extensions: said.extensions.map(words),
  };
  return { id, read, said: expected };
}

/** It tells nothing of what stands in the entries beside serial and date. */
async function readList(
  { certtool, listWords }: Gnutls,
  { id, der, said, signer }: ListSpecimen,
  authority: CertificateSpecimen,
): Promise<Reading> {
  using directory = temporaryDirectory();
  const root = directory.write('authority.pem', encodePem('CERTIFICATE', authority.der));
  const input = encodePem('X509 CRL', der);
  const args = ['--verify-crl', '--load-ca-certificate', root];
  const verified = await certtool.ask(args, { input });
  const { stdout } = await certtool.ask(['--crl-info'], { input });
  const [head = '', ...entries] = stdout.split('\t\tSerial Number (hex):');
  const read = {
    verified: /Verified\. The certificate is trusted/.test(verified.stdout),
    issuer: lineAfter(head, 'Issuer:'),
    this_update: momentAfter(head, 'Issued:'),
    next_update: momentAfter(head, 'Next at:'),
    signature_algorithm: lineAfter(stdout, 'Signature Algorithm:'),
    extensions: extensionsIn(
      upTo(between(head, '\n\tExtensions:\n', '\x00'), /^\t(?=\S)/m),
      inCertificate,
    ),
    entries: entries.map((entry) => ({
      serial: serialAfter(`:${entry}`, ':'),
      revoked: momentAfter(entry, 'Revoked at:'),
    })),
  };
  const expected = {
    ...said,
    // Nor does it believe what OpenSSL signs with such a key.
    verified: signer.kind !== 'rsa-pss',
    issuer: nameText(said.issuer),
    signature_algorithm: algorithms[said.signature_algorithm],
    extensions: said.extensions.map(listWords),
    entries: said.entries.map(({ serial, revoked }) => ({ serial, revoked })),
  };
  return { id, read, said: expected };
}

async function readQuestion(
  { ocsptool }: Gnutls,
  { id, der, said }: QuestionSpecimen,
): Promise<Reading> {
  const { stdout } = await ocsptool.ask(['--request-info'], { input: der });
  const cert_ids = stdout.split('Certificate ID:').slice(1).map(certIdIn);
  return { id, read: { cert_ids, nonce: lineAfter(stdout, 'Nonce:') ?? null }, said };
}

/** It tells no reasons. */
async function readAnswer(
  { ocsptool }: Gnutls,
  { id, der, said }: AnswerSpecimen,
  certificate: CertificateSpecimen,
): Promise<Reading> {
  using directory = temporaryDirectory();
  const root = directory.write('authority.pem', encodePem('CERTIFICATE', certificate.der));
  const { stdout } = await ocsptool.ask(['--response-info'], { input: der });
  if (said.basic === null)
    return { id, read: lineAfter(stdout, 'Response Status:'), said: said.status };
  const trust = said.basic.certificates > 0 ? '--load-trust' : '--load-signer';
  const verdict = await ocsptool.ask(['--verify-response', trust, root], { input: der });
  const [data = '', ...singles] = stdout.split('Certificate ID:');
  const read = {
    verified: /Verifying OCSP Response: Success/.test(verdict.stdout),
    responder: lineAfter(data, 'Responder Key ID:'),
    produced: momentAfter(data, 'Produced At:'),
    nonce: lineAfter(stdout, 'Nonce:') ?? null,
    responses: singles.map(singleIn),
    signature_algorithm: lineAfter(stdout, 'Signature Algorithm:'),
  };
  const { certificates: _, ...basic } = said.basic;
  const expected = {
    ...basic,
    verified: true,
    responses: basic.responses.map((each) => without(each, 'reason')),
    signature_algorithm: algorithms[basic.signature_algorithm],
  };
  return { id, read, said: expected };
}

async function readBundle(
  { certtool }: Gnutls,
  { id, der, said }: BundleSpecimen,
): Promise<Reading> {
  const { stdout } = await certtool.ask(['--p7-info', '--inder'], { input: der });
  return { id, read: { certificates: certificatesIn(stdout) }, said };
}

async function readKey(
  { certtool }: Gnutls,
  { id, der, said, encrypted }: KeySpecimen,
): Promise<Reading> {
  using directory = temporaryDirectory();
  const file = directory.write('key.der', der);
  const secret = encrypted ? ['--password', password] : [];
  const args = ['--pubkey-info', '--inder', '--load-privkey', file, ...secret];
  const { stdout } = await certtool.ask(args);
  return { id, read: { public_key: publicKeyIn(stdout) }, said };
}

/** The key stays encrypted: that it is there, under which name, is what can be seen. */
async function readStore(
  { certtool }: Gnutls,
  { id, der, said, password }: StoreSpecimen,
): Promise<Reading> {
  const args = ['--p12-info', '--inder', '--password', password];
  const { stdout } = await certtool.ask(args, { input: der });
  const read = {
    keys: stdout.split('Type: PKCS #8 Encrypted key').length - 1,
    certificates: certificatesIn(stdout),
    friendly_name: lineAfter(stdout, 'Friendly name:'),
  };
  const { certificates, friendly_name } = said;
  return { id, read, said: { keys: 1, certificates, friendly_name } };
}

function certIdIn(text: string): CertIdSaid {
  return {
    hash: lineAfter(text, 'Hash Algorithm:') === 'SHA1' ? 'SHA1' : 'SHA-256',
    name_hash: lineAfter(text, 'Issuer Name Hash:') ?? '',
    key_hash: lineAfter(text, 'Issuer Key Hash:') ?? '',
    serial: serialAfter(text, 'Serial Number:') ?? '',
  };
}

function singleIn(text: string): unknown {
  return {
    cert_id: certIdIn(text),
    status: lineAfter(text, 'Certificate Status:'),
    revoked: momentAfter(text, 'Revocation time:') ?? null,
    this_update: momentAfter(text, 'This Update:'),
    next_update: momentAfter(text, 'Next Update:'),
  };
}

function serialAfter(text: string, label: string): string | undefined {
  return lineAfter(text, label)
    ?.toUpperCase()
    .replace(/^0+(?=.)/, '');
}

/** SHA-256 of the SubjectPublicKeyInfo. */
function keyIdIn(text: string): string | undefined {
  return lineAfter(between(text, 'Public Key ID:', '\x00'), 'sha256:');
}

function keyIdOf(publicKey: string): string {
  return createHash('sha256').update(publicKey, 'base64').digest('hex');
}

/** A name as RFC 4514 has it: from the last attribute to the first. */
function nameText(name: Name): string {
  return name
    .map(({ oid, value }) =>
      attributeNames[oid] === undefined
        ? `${opaque[oid] ?? oid}=#${derOf(value)}`
        : `${attributeNames[oid]}=${escaped(value)}`,
    )
    .toReversed()
    .join(',');
}

function escaped(value: string): string {
  return value.replaceAll(/[\\,+"<>;]|^[ #]| $/g, '\\$&');
}

/** UTF8String of fewer than 128 octets. */
function derOf(value: string): string {
  const octets = utf8(value);
  return toHex(Uint8Array.of(0x0c, octets.length, ...octets));
}
