import { findHex } from '#base';
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
import { each, type Reader, type Reading, type Readings } from './reader.ts';
import {
  between,
  certificatesIn,
  extensionsIn,
  lineAfter,
  momentAfter,
  publicKeyIn,
  upTo,
  withoutPem,
} from './text.ts';
import { makeTool, type Tool } from './tool.ts';
import { plain, readWords } from './words.ts';

/** OpenSSL of one release. */
export interface Openssl extends Tool {
  /** Whether it knows the algorithms of FIPS 204 and 205, and PBMAC1. */
  readonly isModern: boolean;
  /** What it prints for an extension. */
  readonly words: (extension: Extension) => string;
}

const algorithms: Readonly<Record<string, string>> = {
  'rsa-sha256': 'sha256WithRSAEncryption',
  'rsa-sha3-256': 'RSA-SHA3-256',
  'rsa-pss-sha256': 'rsassaPss\nHash Algorithm: sha256',
  'rsa-pss-sha512': 'rsassaPss\nHash Algorithm: sha512',
  'ecdsa-sha256': 'ecdsa-with-SHA256',
  'ecdsa-sha384': 'ecdsa-with-SHA384',
  'ecdsa-sha512': 'ecdsa-with-SHA512',
  'ecdsa-sha3-384': 'ecdsa_with_SHA3-384',
  ed25519: 'ED25519',
  ed448: 'ED448',
};

/** A name in lines: an attribute each, its type in digits, its value as it is. */
const nameForm = ['-nameopt', 'sep_multiline,utf8,oid,space_eq'];
const inCertificate = /^ {12}(?=\S.*:(?: critical)? *$)/m;
const inRequest = /^ {16}(?=\S.*:(?: critical)? *$)/m;

/** OpenSSL as a reader; see {@link makeOpenssl}. */
export async function opensslReader(command: readonly string[]): Promise<Reader> {
  const openssl = await makeOpenssl(command);
  return { label: openssl.label, read: (specimens) => readAll(openssl, specimens) };
}

/** OpenSSL of any release from 3.0 on. */
export async function makeOpenssl(command: readonly string[]): Promise<Openssl> {
  const { stdout } = await makeTool('OpenSSL', command).ask(['version']);
  const [, release = '', major, minor] = /((\d+)\.(\d+)\.\d+)/.exec(stdout) ?? [];
  const isModern = Number(major) * 100 + Number(minor) >= 305;
  const words = readWords('openssl', isModern ? '3.5' : undefined);
  return { ...makeTool(`OpenSSL ${release}`, command), isModern, words };
}

async function readAll(openssl: Openssl, specimens: Specimens): Promise<Readings> {
  const known = <T extends { readonly signer: Signer }>(list: readonly T[]): T[] =>
    list.filter(({ signer }) => knowsKey(openssl, signer));
  const stores = known(specimens.stores).filter(({ mac }) => openssl.isModern || mac === 'hmac');
  return {
    certificates: await readCertificates(openssl, specimens),
    requests: await each(known(specimens.requests), (one) => readRequest(openssl, one)),
    CRLs: await each(known(specimens.lists), (one) =>
      readList(openssl, one, authorityOf(specimens, one.signer)),
    ),
    'OCSP requests': await each(specimens.questions, (one) => readQuestion(openssl, one)),
    'OCSP responses': await each(
      specimens.answers.filter(({ authority }) => knowsKey(openssl, authority)),
      (one) => readAnswer(openssl, one, authorityOf(specimens, one.authority)),
    ),
    'PKCS #7': await each(specimens.bundles, (one) => readBundle(openssl, one)),
    'PKCS #8': await each(known(specimens.keys), (one) => readKey(openssl, one)),
    'PKCS #12': await each(stores, (one) => readStore(openssl, one)),
  };
}

/** ECDSA in SHA-3 has a name in OpenSSL 3.0, and no more than that. */
function knowsKey({ isModern }: Openssl, { algorithm }: Signer): boolean {
  return isModern || (algorithm.id in algorithms && algorithm.id !== 'ecdsa-sha3-384');
}

async function readCertificates(
  openssl: Openssl,
  { certificates, authorities }: Specimens,
): Promise<Reading[]> {
  const readings = await each(
    [...authorities.values()].filter(({ signer }) => knowsKey(openssl, signer)),
    async (authority) => {
      const own = certificates.filter(({ signer }) => signer === authority.signer);
      const verified = await verifyCertificates(openssl, authority, own);
      return each(own, (one) => readCertificate(openssl, one, verified.has(one.id)));
    },
  );
  return readings.flat();
}

/** Ids of the certificates that their authority has signed, whatever else may be wrong with them. */
async function verifyCertificates(
  openssl: Openssl,
  authority: CertificateSpecimen,
  certificates: readonly CertificateSpecimen[],
): Promise<ReadonlySet<string>> {
  using directory = temporaryDirectory();
  const root = directory.write('authority.pem', encodePem('CERTIFICATE', authority.der));
  const files = certificates.map(({ id, der }) =>
    directory.write(id, encodePem('CERTIFICATE', der)),
  );
  const args = ['verify', '-no_check_time', '-ignore_critical', '-CAfile', root, ...files];
  const { stdout } = await openssl.ask(args);
  return new Set(stdout.split('\n').map((line) => /\/([^/]+): OK$/.exec(line)?.[1] ?? ''));
}

async function readCertificate(
  openssl: Openssl,
  { id, der, said }: CertificateSpecimen,
  verified: boolean,
): Promise<Reading> {
  const args = ['x509', '-inform', 'DER', '-noout', '-text', '-serial', '-pubkey', ...nameForm];
  const { stdout } = await openssl.ask([...args, '-certopt', 'ext_parse,no_pubkey,no_sigdump'], {
    input: der,
  });
  const text = withoutPem(stdout).replace(/^serial=.*\n/m, '');
  const read = {
    verified,
    serial: lineAfter(stdout, '\nserial=')?.replace(/^0/, ''),
    issuer: nameIn(between(text, 'Issuer:', 'Validity')),
    subject: nameIn(between(text, 'Subject:', '\n        X509v3 extensions')),
    not_before: momentAfter(text, 'Not Before:'),
    not_after: momentAfter(text, 'Not After :'),
    public_key: publicKeyIn(stdout),
    signature_algorithm: algorithmIn(between(text, 'Signature Algorithm:', 'Issuer:')),
    extensions: extensionsIn(text, inCertificate),
  };
  const expected = {
    ...said,
    verified: true,
    issuer: nameLines(said.issuer),
    subject: nameLines(said.subject),
    signature_algorithm: algorithmWords(said.signature_algorithm),
    extensions: said.extensions.map(openssl.words),
  };
  return { id, read, said: expected };
}

async function readRequest(openssl: Openssl, { id, der, said }: RequestSpecimen): Promise<Reading> {
  const args = ['req', '-inform', 'DER', '-noout', '-text', '-verify', '-pubkey', ...nameForm];
  const { stdout, stderr } = await openssl.ask(
    [...args, '-reqopt', 'ext_parse,no_pubkey,no_sigdump'],
    { input: der },
  );
  const text = withoutPem(stdout).replace(/^Certificate request self.*\n/m, '');
  const read = {
    verified: /verify OK/.test(stderr + stdout),
    subject: nameIn(between(text, 'Subject:', 'Attributes:')),
    public_key: publicKeyIn(stdout),
    extensions: extensionsIn(text, inRequest),
  };
  const { signature_algorithm: _, ...rest } = said;
  const expected = {
    ...rest,
    verified: true,
    subject: nameLines(said.subject),
    extensions: said.extensions.map(openssl.words),
  };
  return { id, read, said: expected };
}

async function readList(
  openssl: Openssl,
  { id, der, said }: ListSpecimen,
  authority: CertificateSpecimen,
): Promise<Reading> {
  using directory = temporaryDirectory();
  const root = directory.write('authority.pem', encodePem('CERTIFICATE', authority.der));
  const args = ['crl', '-inform', 'DER', '-noout', '-text', '-CAfile', root, ...nameForm];
  const { stdout, stderr } = await openssl.ask(args, { input: der });
  const [head = '', ...entries] = stdout.split(/^ {4}Serial Number: /m);
  const read = {
    verified: /verify OK/.test(stderr + stdout),
    issuer: nameIn(between(head, 'Issuer:', 'Last Update')),
    this_update: momentAfter(head, 'Last Update:'),
    next_update: momentAfter(head, 'Next Update:'),
    signature_algorithm: algorithmIn(between(head, 'Signature Algorithm:', 'Issuer:')),
    extensions: extensionsIn(upTo(head, /^(?:Revoked|No Revoked)/m), inCertificate),
    entries: entries.map((entry) => ({
      serial: /^0?(\w+)/.exec(entry)?.[1],
      revoked: momentAfter(entry, 'Revocation Date:'),
      extensions: extensionsIn(upTo(entry, /^ {4}Signature Algorithm/m), inCertificate),
    })),
  };
  const expected = {
    ...said,
    verified: true,
    issuer: nameLines(said.issuer),
    signature_algorithm: algorithmWords(said.signature_algorithm),
    extensions: said.extensions.map(openssl.words),
    entries: said.entries.map((entry) => ({
      ...entry,
      extensions: entry.extensions.map(openssl.words),
    })),
  };
  return { id, read, said: expected };
}

async function readQuestion(
  openssl: Openssl,
  { id, der, said }: QuestionSpecimen,
): Promise<Reading> {
  using directory = temporaryDirectory();
  const file = directory.write('question.der', der);
  const { stdout } = await openssl.ask(['ocsp', '-reqin', file, '-req_text']);
  return { id, read: { cert_ids: certIdsIn(stdout), nonce: nonceIn(stdout) }, said };
}

async function readAnswer(
  openssl: Openssl,
  { id, der, said }: AnswerSpecimen,
  certificate: CertificateSpecimen,
): Promise<Reading> {
  using directory = temporaryDirectory();
  const root = directory.write('authority.pem', encodePem('CERTIFICATE', certificate.der));
  const file = directory.write('answer.der', der);
  const { stdout, stderr } = await openssl.ask([
    'ocsp',
    '-respin',
    file,
    '-resp_text',
    '-CAfile',
    root,
    '-issuer',
    root,
  ]);
  const status = /Responder Error: (\w+)/.exec(stdout + stderr)?.[1];
  if (said.basic === null) return { id, read: status, said: said.status.toLowerCase() };
  const [data = '', ...singles] = stdout.split(/^ {4}Certificate ID:/m);
  const last = singles.at(-1) ?? '';
  const read = {
    verified: /Response verify OK/.test(stderr),
    responder: lineAfter(data, 'Responder Id:')?.toLowerCase(),
    produced: momentAfter(data, 'Produced At:'),
    nonce: nonceIn(last),
    responses: singles.map(singleIn),
    certificates: certificatesIn(last).length,
    signature_algorithm: lineAfter(last, 'Signature Algorithm:'),
  };
  const [signature_algorithm] = algorithmWords(said.basic.signature_algorithm).split('\n');
  return { id, read, said: { ...said.basic, verified: true, signature_algorithm } };
}

async function readBundle(openssl: Openssl, { id, der, said }: BundleSpecimen): Promise<Reading> {
  const args = ['pkcs7', '-inform', 'DER', '-print_certs'];
  const { exitCode, stdout } = await openssl.ask(args, { input: der });
  const read = { exitCode, certificates: certificatesIn(stdout) };
  return { id, read, said: { exitCode: 0, ...said } };
}

async function readKey(
  openssl: Openssl,
  { id, der, said, encrypted }: KeySpecimen,
): Promise<Reading> {
  const secret = encrypted ? ['-passin', `pass:${password}`] : [];
  const { stdout } = await openssl.ask(['pkey', '-inform', 'DER', '-pubout', ...secret], {
    input: der,
  });
  return { id, read: { public_key: publicKeyIn(stdout) }, said };
}

async function readStore(
  openssl: Openssl,
  { id, der, said, password }: StoreSpecimen,
): Promise<Reading> {
  const args = ['pkcs12', '-noenc', '-passin', `pass:${password}`];
  const { stdout } = await openssl.ask(args, { input: der });
  const key = await openssl.ask(['pkey', '-pubout'], { input: stdout });
  const read = {
    public_key: publicKeyIn(key.stdout),
    certificates: certificatesIn(stdout),
    friendly_name: lineAfter(stdout, 'friendlyName:'),
  };
  return { id, read, said };
}

function nameIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => /\d+(?:\.\d+)+ = .*/.exec(line)?.[0])
    .filter((line) => line !== undefined);
}

function nameLines(name: Name): string[] {
  return name.map(({ oid, value }) => `${oid} = ${value}`);
}

function algorithmIn(text: string): string {
  return plain(text).replace(/\nMask Algorithm:.*/s, '');
}

function algorithmWords(id: string): string {
  return algorithms[id] ?? id.toUpperCase().replace(/\d{3}[SF]$/, (set) => set.toLowerCase());
}

function certIdsIn(text: string): CertIdSaid[] {
  return text.split('Certificate ID:').slice(1).map(certIdIn);
}

function certIdIn(text: string): CertIdSaid {
  const after = (label: string): string => lineAfter(text, label) ?? '';
  return {
    hash: after('Hash Algorithm:') === 'sha1' ? 'SHA1' : 'SHA-256',
    name_hash: after('Issuer Name Hash:').toLowerCase(),
    key_hash: after('Issuer Key Hash:').toLowerCase(),
    serial: after('Serial Number:').replace(/^0/, ''),
  };
}

function singleIn(text: string): unknown {
  return {
    cert_id: certIdIn(text),
    status: lineAfter(text, 'Cert Status:'),
    revoked: momentAfter(text, 'Revocation Time:') ?? null,
    reason: lineAfter(text, 'Revocation Reason:')?.replace(/ .*/, '') ?? null,
    this_update: momentAfter(text, 'This Update:'),
    next_update: momentAfter(text, 'Next Update:'),
  };
}

/** The nonce; it is printed with the header of the OCTET STRING that it stands in. */
function nonceIn(text: string): string | null {
  const [, length = '', nonce = ''] = /OCSP Nonce: *\n *04(..)(\w+)/.exec(text) ?? [];
  return findHex(nonce)?.length === Number.parseInt(length, 16) ? nonce.toLowerCase() : null;
}
