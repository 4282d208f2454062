import { fingerprint, type Extension, type Name } from '#x509';
import { findBase64 } from '#base';
import { temporaryDirectory } from '#oracles';
import type { BundleSpecimen, StoreSpecimen } from '../specimens/bundles.ts';
import type { CertificateSpecimen } from '../specimens/certificates.ts';
import type { ListSpecimen } from '../specimens/lists.ts';
import type { RequestSpecimen } from '../specimens/requests.ts';
import type { Signer } from '../specimens/signer.ts';
import type { Specimens } from '../specimens/specimens.ts';
import { each, type Reader, type Reading, type Readings } from './reader.ts';
import { between, extensionsIn, lineAfter, momentAfter } from './text.ts';
import { makeTool, type Tool } from './tool.ts';
import { readWords } from './words.ts';

/** What NSS calls signature algorithms; those of other kinds it prints as their identifiers. */
const algorithms: Readonly<Record<string, string>> = {
  'rsa-sha256': 'PKCS #1 SHA-256 With RSA Encryption',
  'rsa-pss-sha256': 'PKCS #1 RSA-PSS Signature',
  'rsa-pss-sha512': 'PKCS #1 RSA-PSS Signature',
  'ecdsa-sha256': 'X9.62 ECDSA signature with SHA256',
  'ecdsa-sha384': 'X9.62 ECDSA signature with SHA384',
  'ecdsa-sha512': 'X9.62 ECDSA signature with SHA512',
};

/** What it calls attributes; those without a name are `OID.` and digits. */
const attributeNames: Readonly<Record<string, string>> = {
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'E',
  '1.3.6.1.4.1.311.60.2.1.1': 'incorporationLocality',
  '1.3.6.1.4.1.311.60.2.1.2': 'incorporationState',
  '1.3.6.1.4.1.311.60.2.1.3': 'incorporationCountry',
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.15': 'businessCategory',
  '2.5.4.16': 'postalAddress',
  '2.5.4.17': 'postalCode',
  '2.5.4.42': 'givenName',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
};

/** Keys at which it gives up. */
const unknownKey = /ml-dsa|slh-dsa/;

/** The library of Firefox, by its pretty printer and its tool for PKCS #12. Of OCSP messages it prints nothing. */
export function nssReader(): Reader {
  const label = 'NSS';
  const pp = makeTool(label, ['nss-pp']);
  return { label, read: (specimens) => readAll(pp, specimens) };
}

async function readAll(pp: Tool, specimens: Specimens): Promise<Readings> {
  const words = readWords('nss');
  const known = <T extends { readonly signer: Signer }>(list: readonly T[]): T[] =>
    list.filter(({ signer }) => !unknownKey.test(signer.kind));
  const stores = known(specimens.stores).filter(({ mac }) => mac === 'hmac');
  return {
    certificates: await each(known(specimens.certificates), (one) =>
      readCertificate(pp, one, words),
    ),
    requests: await each(known(specimens.requests), (one) => readRequest(pp, one, words)),
    CRLs: await each(known(specimens.lists), (one) => readList(pp, one, words)),
    'PKCS #7': await each(specimens.bundles, (one) => readBundle(pp, one)),
    'PKCS #12': await each(stores, readStore),
  };
}

type Words = (extension: Extension) => string;

async function readCertificate(
  pp: Tool,
  { id, der, said, signer }: CertificateSpecimen,
  words: Words,
): Promise<Reading> {
  const { stdout } = await pp.ask(['-t', 'certificate', '-w', '-u'], { input: der });
  const read = {
    serial: serialIn(stdout),
    issuer: nameAfter(stdout, 'Issuer:'),
    subject: nameAfter(stdout, 'Subject:'),
    not_before: momentAfter(stdout, 'Not Before:'),
    not_after: momentAfter(stdout, 'Not After :'),
    signature_algorithm: lineAfter(stdout, 'Signature Algorithm:'),
    extensions: extensionsIn(
      between(stdout, 'Signed Extensions:', '\n    Signature Algorithm'),
      /^ {12}Name: /m,
    ),
    fingerprint: lineAfter(stdout, 'Fingerprint (SHA-256):'),
  };
  const { public_key: _, ...rest } = said;
  const expected = {
    ...rest,
    issuer: nameText(said.issuer),
    subject: nameText(said.subject),
    signature_algorithm: algorithms[said.signature_algorithm] ?? `OID.${signer.algorithm.oid}`,
    extensions: said.extensions.map(words),
    fingerprint: fingerprint(der, 'SHA-256'),
  };
  return { id, read, said: expected };
}

async function readRequest(
  pp: Tool,
  { id, der, said, signer }: RequestSpecimen,
  words: Words,
): Promise<Reading> {
  const { stdout } = await pp.ask(['-t', 'certificate-request', '-w', '-u'], { input: der });
  const read = {
    subject: nameAfter(stdout, 'Subject:'),
    extensions: extensionsIn(
      between(stdout, ' Extensions:', '\n    Signature Algorithm'),
      /^ {16}Name: /m,
    ),
    signature_algorithm: lineAfter(stdout, 'Signature Algorithm:'),
    fingerprint: lineAfter(stdout, 'Fingerprint (SHA-256):'),
  };
  const expected = {
    subject: nameText(said.subject),
    extensions: said.extensions.map(words),
    signature_algorithm: algorithms[said.signature_algorithm] ?? `OID.${signer.algorithm.oid}`,
    fingerprint: fingerprint(der, 'SHA-256'),
  };
  return { id, read, said: expected };
}

async function readList(
  pp: Tool,
  { id, der, said, signer }: ListSpecimen,
  words: Words,
): Promise<Reading> {
  const { stdout } = await pp.ask(['-t', 'crl', '-w', '-u'], { input: der });
  const [body = '', end = ''] = stdout.split(/^ {8}CRL Extensions:/m);
  const [head = '', ...entries] = body.split(/^ {8}Entry \d+ /m);
  const read = {
    issuer: nameAfter(head, 'Issuer:'),
    this_update: momentAfter(head, 'This Update:'),
    next_update: momentAfter(head, 'Next Update:'),
    signature_algorithm: lineAfter(head, 'Signature Algorithm:'),
    extensions: extensionsIn(between(end, '', '\n    Signature Algorithm'), /^ {12}Name: /m),
    entries: entries.map((entry) => ({
      serial: serialIn(entry),
      revoked: momentAfter(entry, 'Revocation Date:'),
      extensions: extensionsIn(entry, /^ {16}Name: /m),
    })),
  };
  const expected = {
    ...said,
    issuer: nameText(said.issuer),
    signature_algorithm: algorithms[said.signature_algorithm] ?? `OID.${signer.algorithm.oid}`,
    extensions: said.extensions.map(words),
    entries: said.entries.map((entry) => ({ ...entry, extensions: entry.extensions.map(words) })),
  };
  return { id, read, said: expected };
}

async function readBundle(pp: Tool, { id, der, said }: BundleSpecimen): Promise<Reading> {
  const { stdout } = await pp.ask(['-t', 'pkcs7', '-w', '-u'], { input: der });
  const read = [...stdout.matchAll(/Fingerprint \(SHA-256\): (\S+)/g)].map(([, print]) => print);
  const prints = said.certificates.map((text) =>
    fingerprint(findBase64(text) ?? new Uint8Array(0), 'SHA-256'),
  );
  return { id, read, said: prints };
}

async function readStore({ id, der, password, said }: StoreSpecimen): Promise<Reading> {
  using directory = temporaryDirectory();
  const file = directory.write('store.p12', der);
  const pk12util = makeTool('NSS', ['pk12util']);
  const args = ['-l', file, '-d', `sql:${directory.path}`, '-K', '', '-W', password];
  const { stdout } = await pk12util.ask(args);
  const read = {
    keys: stdout.split('Key(shrouded):').length - 1,
    fingerprints: [...stdout.matchAll(/Fingerprint \(SHA-256\):\s+(\S+)/g)].map(([, text]) => text),
    friendly_name: lineAfter(stdout, 'Friendly Name:'),
  };
  const fingerprints = said.certificates.map((text) =>
    fingerprint(findBase64(text) ?? new Uint8Array(0), 'SHA-256'),
  );
  return { id, read, said: { keys: 1, fingerprints, friendly_name: said.friendly_name } };
}

/** `Serial Number: 127 (0x7f)` or `Serial Number:40:01:…`. */
function serialIn(text: string): string | undefined {
  const line = lineAfter(text, 'Serial Number:');
  const hex = /\(0x(\w+)\)/.exec(line ?? '')?.[1] ?? line?.replaceAll(':', '');
  return hex?.toUpperCase().replace(/^0+(?=.)/, '');
}

/** What stands in quotation marks, up to the last that can end a name. */
function nameAfter(text: string, label: string): string | undefined {
  return /^"(.*)"(?: +This Update.*)?$/.exec(lineAfter(text, label) ?? '')?.[1];
}

/** A name as RFC 1485 has it: from the last attribute to the first, values with special characters in quotation marks. */
function nameText(name: Name): string {
  if (name.length === 0) return '(empty)';
  return name
    .map(({ oid, value }) => `${attributeNames[oid] ?? `OID.${oid}`}=${quoted(value)}`)
    .toReversed()
    .join(',');
}

function quoted(value: string): string {
  const escaped = value.replaceAll(/[\\"]/g, '\\$&');
  return /[,+="<>#;\\]|^ | $| {2}/.test(value) ? `"${escaped}"` : escaped;
}
