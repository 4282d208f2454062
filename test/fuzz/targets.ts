import { isDeepStrictEqual } from 'node:util';
import { isCaError, Secret, toHex } from '#base';
import {
  checkDer,
  encodeDer,
  encodePem,
  isOid,
  octetsToOid,
  oidToOctets,
  parseDer,
  parseOnePem,
  parsePem,
  raw,
  sequence,
} from '#der';
import type { DerReader, DerValue } from '#der';
import * as x509 from '#x509';
import type { Certificate, Csr, Extension, ParsedTbs } from '#x509';
import { readValue } from './anatomy.ts';
import * as documents from './documents.ts';
import { readElements, listElements } from './elements.ts';
import { extensionLists } from './extensions.ts';
import { fixturePassword, fixtures } from './fixtures.ts';
import { pkcs12Contents, sealPkcs12 } from './sealed.ts';

/** What a parser is given: octets, or text for those that read what people type. */
export type Input = Uint8Array | string;

/** One parser and all that is done with what it accepts. */
export interface Target<T extends Input = Input> {
  /** The function it is about, and how it is reached where there are several ways. */
  readonly name: string;
  /** The other exported functions that it runs. */
  readonly also: readonly string[];
  /** Documents that it accepts, or at least nearly. */
  readonly seeds: readonly T[];
  /** The part of the runs that it is given, where it costs more than a parser. Default: 1. */
  readonly part?: number;
  /** Tells which inputs are not tried. */
  readonly leavesOut?: (input: T) => boolean;
  /** Throws what the parser throws. */
  readonly run: (input: T) => unknown;
}

const password = new Secret(fixturePassword);

/** Every exported parser of octets. */
export const octetTargets: readonly Target<Uint8Array>[] = [
  {
    name: 'checkDer',
    also: [],
    seeds: [...documents.names, ...documents.ocspRequests, ...documents.publicKeys],
    run: (input) => checkDer(input),
  },
  {
    name: 'DerReader',
    also: ['parseDer'],
    seeds: [...documents.names, ...documents.crls, ...documents.generalNames],
    run: (input) => parseDer(input, (reader) => readAll(reader)),
  },
  {
    name: 'octetsToOid',
    also: ['isOid', 'oidToOctets'],
    seeds: documents.oidContents,
    run(input) {
      const dotted = octetsToOid(input);
      same(input, oidToOctets(dotted));
      if (!isOid(dotted)) throw new Error(`${dotted} is not taken for what it is`);
    },
  },
  {
    name: 'parseCertificate',
    also: [],
    seeds: documents.certificates,
    run(input) {
      const certificate = x509.parseCertificate(input);
      show(certificate);
      tryKey(certificate.spki);
    },
  },
  {
    name: 'parseTbsCertificate',
    also: [],
    seeds: documents.tbsDocuments,
    run: (input) => show(x509.parseTbsCertificate(input)),
  },
  {
    name: 'findPath',
    also: ['validatePath', 'buildPaths'],
    seeds: documents.authorityDocuments,
    part: 1 / 4,
    run: walkPaths,
  },
  {
    name: 'parseCsr',
    also: ['verifyCsr', 'verifySignature'],
    seeds: documents.requests,
    run(input) {
      const csr = x509.parseCsr(input);
      showCsr(csr);
      x509.verifyCsr(csr);
    },
  },
  {
    name: 'parseCrl',
    also: [],
    seeds: documents.crls,
    run(input) {
      const crl = x509.parseCrl(input);
      x509.formatName(crl.issuer);
      crl.extensions.forEach(showExtension);
      for (const entry of crl.entries()) entry.extensions.forEach(showExtension);
    },
  },
  {
    name: 'parseTbsCrl',
    also: [],
    seeds: documents.tbsCrls,
    run: (input) => x509.parseTbsCrl(input),
  },
  {
    name: 'decodeExtensions',
    also: [],
    seeds: extensionLists,
    run(input) {
      const list = parseDer(input, x509.decodeExtensions);
      list.forEach(showExtension);
      comesBack(input, list, x509.encodeExtensions, x509.decodeExtensions);
    },
  },
  {
    name: 'decodeName',
    also: ['canonicalName', 'sameName'],
    seeds: documents.names,
    run(input) {
      const name = parseDer(input, x509.decodeName);
      x509.formatName(name);
      x509.commonName(name);
      x509.canonicalName(input);
      if (!x509.sameName(input, input)) throw new Error('the name is not itself');
      comesBack(input, name, x509.encodeName, x509.decodeName);
    },
  },
  {
    name: 'decodeGeneralName',
    also: ['decodeGeneralNames', 'octetsToIp'],
    seeds: documents.generalNames,
    run(input) {
      const name = parseDer(input, x509.decodeGeneralName);
      x509.formatGeneralName(name);
      parseDer(encodeDer(sequence(raw(input))), x509.decodeGeneralNames);
      comesBack(input, name, x509.encodeGeneralName, x509.decodeGeneralName);
    },
  },
  {
    name: 'parsePublicKey',
    also: ['checkPublicKey', 'keyIdentifier', 'publicKeyAlgorithmOid'],
    seeds: documents.publicKeys,
    run(input) {
      const info = x509.parsePublicKey(input);
      x509.keyIdentifier(input);
      x509.publicKeyAlgorithmOid(input);
      x509.checkPublicKey(info);
    },
  },
  {
    name: 'parseSignatureAlgorithm',
    also: [],
    seeds: documents.algorithmIdentifiers,
    run: (input) => x509.parseSignatureAlgorithm(input),
  },
  {
    name: 'parseOcspRequest',
    also: [],
    seeds: documents.ocspRequests,
    run: (input) => x509.parseOcspRequest(input),
  },
  {
    name: 'parseOcspResponse',
    also: [],
    seeds: documents.ocspResponses,
    run: (input) => x509.parseOcspResponse(input),
  },
  {
    name: 'parseResponseData',
    also: [],
    seeds: documents.responseData,
    run: (input) => x509.parseResponseData(input),
  },
  {
    name: 'parsePkcs7',
    also: [],
    seeds: documents.bundles,
    run: (input) => x509.parsePkcs7(input),
  },
  {
    name: 'parsePkcs8',
    also: [],
    seeds: documents.privateKeys,
    run: (input) => x509.publicKeyDer(x509.parsePkcs8(input)),
  },
  {
    name: 'decryptPkcs8',
    also: [],
    seeds: fixtures('ENCRYPTED PRIVATE KEY'),
    leavesOut: asksForWork,
    run: (input) => x509.decryptPkcs8(input, password),
  },
  {
    name: 'parsePkcs12',
    also: [],
    seeds: fixtures('PKCS12'),
    leavesOut: asksForWork,
    run: (input) => x509.parsePkcs12(input, password),
  },
  {
    name: 'parsePkcs12 behind its MAC',
    also: [],
    seeds: pkcs12Contents,
    leavesOut: asksForWork,
    run: (input) => x509.parsePkcs12(sealPkcs12(input), password),
  },
  {
    name: 'parseCertificateText',
    also: ['parseCertificateBundle', 'parseCsrText', 'parseCrlText'],
    seeds: [documents.certificates, documents.requests, documents.crls].flatMap((list) =>
      list.slice(1, 2),
    ),
    part: 1 / 2,
    run: readAsAnything,
  },
  {
    name: 'parsePrivateKeyText',
    also: [],
    seeds: [...documents.privateKeys, ...fixtures('ENCRYPTED PRIVATE KEY')],
    leavesOut: asksForWork,
    run: (input) => x509.parsePrivateKeyText(input, password),
  },
];

const everyPem = [
  encodePem('CERTIFICATE', documents.certificates[3] ?? new Uint8Array(1)),
  encodePem('CERTIFICATE REQUEST', documents.requests[2] ?? new Uint8Array(1)),
  encodePem('X509 CRL', documents.crls[1] ?? new Uint8Array(1)),
  encodePem('PKCS7', documents.bundles[1] ?? new Uint8Array(1)),
  encodePem('PRIVATE KEY', documents.privateKeys[0] ?? new Uint8Array(1)),
];

const generalNameTexts = `
  example.com *.example.com DNS:bücher.example xn--bcher-kva.example
  192.0.2.1 2001:db8::1 10.0.0.0/8 user@example.com email:ü@example.com
  https://user@example.com:8443/a%20b?c#d urn:a:b RID:1.2.3 dirName:/C=AT/CN=x dirName:C=AT,CN=x
  1.2.3;UTF8:text otherName:1.2.3;INTEGER:0x10 otherName:1.2.3;DER:3000 otherName:1.2.3;UTCTIME:260101000000Z`
  .trim()
  .split(/\s+/);

/** Every exported parser of text. */
export const textTargets: readonly Target<string>[] = [
  {
    name: 'parsePem',
    also: ['parseOnePem'],
    seeds: [...everyPem, everyPem.join('text between\n')],
    run(input) {
      for (const { label, der } of parsePem(input))
        same(parseOnePem(encodePem(label, der), label), der);
      parseOnePem(input, 'CERTIFICATE');
    },
  },
  {
    name: 'parsePrivateKeyText',
    also: [],
    seeds: everyPem,
    part: 1 / 2,
    run: readAsAnything,
  },
  {
    name: 'name',
    also: [],
    seeds: [
      'CN=example.com',
      'C=AT,ST=Wien,O=A\\, B\\"\\C3\\A4,CN=x+OU=y',
      '/C=AT/CN=x',
      '2.5.4.3=#0c0161',
      '',
    ],
    run(input) {
      const parsed = x509.name(input);
      const text = x509.formatName(parsed);
      x509.nameDer(parsed);
      if (x509.formatName(x509.name(text)) !== text) throw new Error(`${text} does not come back`);
    },
  },
  {
    name: 'parseGeneralName',
    also: [
      'parseSubtreeName',
      'parseUri',
      'parseEmailAddress',
      'parseHostName',
      'findIpOctets',
      'hostNameToUnicode',
    ],
    seeds: generalNameTexts,
    run: readAsAnyName,
  },
];

/** Runs all, so that the refusal of one does not keep the next from its turn; refuses when all refuse. */
async function each(works: readonly (() => unknown)[]): Promise<void> {
  const results = await Promise.allSettled(works.map(async (work) => work()));
  const refusals = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  const broken = refusals.find((reason) => !isCaError(reason));
  if (broken !== undefined) throw broken;
  if (refusals.length === works.length) throw refusals[0];
}

function readAsAnything(input: Input): Promise<void> {
  return each([
    () => x509.parseCertificateText(input),
    () => x509.parseCertificateBundle(input),
    () => showCsr(x509.parseCsrText(input)),
    () => x509.parseCrlText(input),
    () => x509.parsePkcs7(input),
    () => x509.parsePrivateKeyText(input, password),
  ]);
}

function readAsAnyName(input: string): Promise<void> {
  x509.findIpOctets(input);
  return each([
    () => writeGeneralName(x509.parseGeneralName(input)),
    () => writeGeneralName(x509.parseSubtreeName(input)),
    () => x509.parseUri(input),
    () => x509.parseEmailAddress(input),
    () => x509.hostNameToUnicode(x509.parseHostName(input)),
  ]);
}

function writeGeneralName(name: x509.GeneralName): void {
  x509.formatGeneralName(name);
  encodeDer(x509.encodeGeneralName(name));
}

/**
 * What was decoded is written as it was read, octet by octet. Only texts that have a choice of string types (in names,
 * user notices and admissions) are not: they are written in the types of ours, or refused when they do not fit them. Nor
 * are flags of reasons, of which the one called `unused` is passed over.
 * Documents are kept as they stand and never written from what was decoded.
 */
function comesBack<T>(
  input: Uint8Array,
  value: T,
  encode: (value: T) => DerValue,
  decode: (reader: DerReader) => T,
): void {
  const der = findEncoding(encode, value);
  if (!isLoose(value)) same(input, der ?? new Uint8Array(0));
  else if (der && !isDeepStrictEqual(parseDer(der, decode), value))
    throw new Error(`became ${toHex(der)}`);
}

function findEncoding<T>(encode: (value: T) => DerValue, value: T): Uint8Array | undefined {
  try {
    return encodeDer(encode(value));
  } catch (error) {
    if (isCaError(error, 'bad_name')) return undefined;
    throw new Error(`cannot be written: ${String(error)}`, { cause: error });
  }
}

const looseFields = new Set([
  ...['explicit_text', 'organization', 'text', 'profession_items'],
  ...['reasons', 'only_some_reasons'],
]);

/** Whether such a text, or such flags, are in the value, which is as JSON has it. */
function isLoose(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => isAttribute(each) || isLoose(each));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([field, inner]) => (looseFields.has(field) && inner !== null) || isLoose(inner),
  );
}

function isAttribute(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && Object.keys(value).sort().join() === 'oid,value'
  );
}

/** Reads all that follows, each value by the method that its tag asks for. */
function readAll(reader: DerReader): void {
  while (!reader.done) {
    const identifier = reader.nextTag ?? 0;
    if (identifier & 0x20) readAll(reader.inside(identifier));
    else readValue(reader);
  }
}

/** All that the server and the command line do with a certificate before they know whether it is any good. */
function show(certificate: Certificate | ParsedTbs): void {
  x509.formatName(certificate.issuer);
  x509.formatName(certificate.subject);
  x509.commonName(certificate.subject);
  x509.canonicalName(certificate.subjectDer);
  certificate.extensions.forEach(showExtension);
  JSON.stringify(certificate.extensions);
}

function showCsr(csr: Csr): void {
  x509.formatName(csr.subject);
  csr.extensions.forEach(showExtension);
}

function showExtension(extension: Extension): void {
  const { lines } = x509.extensionText(extension);
  if (lines.some((line) => /\p{Cc}/u.test(line)))
    throw new Error(`control characters in the text of ${extension.type}`);
}

/** Paths that begin at, and lead over, an authority that was well signed with whatever is in it. */
function walkPaths(tbsDer: Uint8Array): Promise<void> {
  const middle = x509.parseCertificate(documents.sealCertificate(tbsDer));
  const leafDer = documents.ownCertificate('CN=leaf.example.com', [], middle.subjectDer);
  const leaf = x509.parseCertificate(documents.sealCertificate(leafDer));
  const rules = { anchors: [documents.root], atMs: documents.noon };
  return each([
    () => x509.findPath({ leaf: middle, intermediates: [], ...rules }),
    () => x509.findPath({ leaf, intermediates: [middle], ...rules }),
  ]);
}

/** A strange key does not make a certificate malformed. */
function tryKey(spki: Uint8Array): void {
  try {
    x509.parsePublicKey(spki);
  } catch (error) {
    if (!isCaError(error)) throw error;
  }
}

function same(a: Uint8Array, b: Uint8Array): void {
  if (toHex(a) !== toHex(b)) throw new Error(`${toHex(a)} became ${toHex(b)}`);
}

/**
 * Tells whether some INTEGER might be the measure of work that a password is to cost. How much of it is done is bounded,
 * but whoever brings the password may ask for seconds; here that would only take time.
 */
function asksForWork(input: Uint8Array): boolean {
  const places = listElements(readElements(input) ?? []);
  return places.some(({ element: { identifier, content } }) => {
    if (identifier !== 0x02 || content.length < 2 || content.length > 4) return false;
    return Number.parseInt(toHex(content), 16) > 1000;
  });
}
