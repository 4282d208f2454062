import { createPrivateKey, sign } from 'node:crypto';
import { findHex } from '#base';
import {
  bitString,
  constructed,
  encodeDer,
  implicit,
  integer,
  nothing,
  octetString,
  oid,
  sequence,
  setOf,
  tag,
  text,
} from '#der';
import type { DerValue } from '#der';
import {
  chooseSignatureAlgorithm,
  encodeCertId,
  encodeCertificationRequestInfo,
  encodeCrlEntries,
  encodeGeneralName,
  encodeOcspError,
  encodeOcspRequest,
  encodeOcspResponse,
  encodePkcs7,
  encodePkcs8,
  encodeResponseData,
  encodeSigned,
  encodeTbsCertificate,
  encodeTbsCrl,
  issuerId,
  name,
  nameDer,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  publicKeyDer,
  signatureAlgorithms,
  signMessage,
} from '#x509';
import type { Certificate, Extension, GeneralName, SignatureAlgorithm } from '#x509';
import { extensions } from './extensions.ts';
import { fixtures } from './fixtures.ts';

/**
 * Documents by our own encoders, the same in every run: keys are fixed, and Ed25519 signs the same each time. A type of
 * document stands here beside what other software wrote of it.
 */
const key = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${'07'.repeat(32)}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const ownSpki = publicKeyDer(key);
const algorithm = chooseSignatureAlgorithm(ownSpki);
const octets = (hex: string): Uint8Array => findHex(hex) ?? new Uint8Array(0);
/** When the documents of ours were made. */
export const noon: number = Date.UTC(2026, 10, 21, 12);
const times = { thisUpdateMs: noon, nextUpdateMs: noon + 86_400_000 };
const signature = new Uint8Array(64).fill(5);

const authority: Extension = {
  type: 'basic_constraints',
  critical: true,
  value: { ca: true, path_length: null },
};

const subjectDer = nameDer(
  name('C=AT,ST=Wien,O=Example Größe,CN=ca.example.com,emailAddress=ca@example.com,serialNumber=1'),
);
const issuer = { subjectDer, spki: ownSpki };

/** A few of what OpenSSL does not write, and none. */
const lists: readonly (readonly Extension[])[] = [extensions.slice(-5), []];

const tbsCertificates: readonly Uint8Array[] = lists.map((list) =>
  encodeTbsCertificate({
    serial: '40AABBCCDDEEFF',
    algorithm,
    issuerDer: subjectDer,
    subjectDer: nameDer(list.length > 0 ? name('CN=leaf.example.com') : []),
    notBeforeMs: noon,
    notAfterMs: Date.UTC(2060, 0, 1),
    spki: ownSpki,
    extensions: list,
  }),
);

/** TBSCertificates. */
export const tbsDocuments: readonly Uint8Array[] = [
  ...tbsCertificates,
  ...fixtures('CERTIFICATE').map((der) => parseCertificate(der).tbsDer),
];

export const certificates: readonly Uint8Array[] = [
  ...tbsCertificates.map((tbs) => encodeSigned(tbs, algorithm, signature)),
  ...fixtures('CERTIFICATE'),
];

/** TBSCertificates of authorities below {@link root}, to be sealed by {@link sealCertificate}: paths lead over them. */
export const authorityDocuments: readonly Uint8Array[] = [
  ...fixtures('CERTIFICATE').map((der) => parseCertificate(der).extensions),
  [authority],
].map((list) => ownCertificate('CN=middle.example.com', list));

/** A trust anchor. */
export const root: Certificate = parseCertificate(sealCertificate(ownCertificate('', [authority])));

/** A TBSCertificate of our one key, issued by `issuerDer`. Default: by {@link root}. */
export function ownCertificate(
  subject: string,
  list: readonly Extension[],
  issuerDer: Uint8Array = subjectDer,
): Uint8Array {
  return encodeTbsCertificate({
    serial: '40AABB',
    algorithm,
    issuerDer,
    subjectDer: subject === '' ? subjectDer : nameDer(name(subject)),
    notBeforeMs: noon,
    notAfterMs: noon + 86_400_000,
    spki: ownSpki,
    extensions: list,
  });
}

/** A certificate, or whatever else `tbsDer` is, with a good signature. */
export function sealCertificate(tbsDer: Uint8Array): Uint8Array {
  return encodeSigned(tbsDer, algorithm, sign(null, tbsDer, key));
}

/** Requests with a good signature. */
export const requests: readonly Uint8Array[] = [
  ...(await Promise.all(lists.map(request))),
  ...fixtures('CERTIFICATE REQUEST'),
];

const entries = encodeCrlEntries([
  { serial: '40AA', revokedMs: noon, reason: 'keyCompromise', compromisedMs: noon - 1000 },
  { serial: '01', revokedMs: Date.UTC(2050, 0, 1), reason: 'cessationOfOperation' },
  { serial: '7F', revokedMs: noon },
]);

export const crls: readonly Uint8Array[] = [
  ...[[entries], []].map((list) => crl(algorithm, list)),
  ...fixtures('X509 CRL'),
];

/** TBSCertLists. */
export const tbsCrls: readonly Uint8Array[] = crls.map((der) => parseCrl(der).tbsDer);

const certId = encodeCertId(issuerId(issuer, 'SHA1'), '40AA');
const certId256 = encodeCertId(issuerId(issuer, 'SHA-256'), '40AB');
const nonce = new Uint8Array(32).fill(9);

export const ocspRequests: readonly Uint8Array[] = [
  encodeOcspRequest([certId]),
  encodeOcspRequest([certId, certId256], nonce),
  ...fixtures('OCSP REQUEST'),
];

export const ocspResponses: readonly Uint8Array[] = [
  encodeOcspResponse({
    tbsDer: encodeResponseData({
      responderKeyHash: new Uint8Array(20),
      producedAtMs: noon,
      nonce,
      responses: [
        { certIdDer: certId, status: { type: 'good' }, ...times },
        {
          certIdDer: certId256,
          status: { type: 'revoked', revokedMs: noon, reason: 'superseded' },
          ...times,
        },
        { certIdDer: certId, status: { type: 'unknown' }, ...times },
      ],
    }),
    algorithm,
    signature,
    certificates: fixtures('CERTIFICATE').slice(1, 2),
  }),
  encodeOcspError('tryLater'),
  ...fixtures('OCSP RESPONSE'),
];

/** ResponseData of those that have any. */
export const responseData: readonly Uint8Array[] = ocspResponses.flatMap(
  (der) => parseOcspResponse(der).basic?.tbsDer ?? [],
);

export const bundles: readonly Uint8Array[] = [
  encodePkcs7(fixtures('CERTIFICATE').slice(1)),
  encodePkcs7([]),
  ...fixtures('PKCS7'),
];

export const privateKeys: readonly Uint8Array[] = [encodePkcs8(key), ...fixtures('PRIVATE KEY')];

/** SubjectPublicKeyInfos of every shape; the keys of post-quantum algorithms are zeros of the right length. */
export const publicKeys: readonly Uint8Array[] = [
  ownSpki,
  ...fixtures('CERTIFICATE').map((der) => parseCertificate(der).spki),
  ...fixtures('PUBLIC KEY'),
  plainKey('2.16.840.1.101.3.4.3.17', 1312),
  plainKey('2.16.840.1.101.3.4.4.1', 800),
  plainKey('2.16.840.1.101.3.4.3.20', 32),
  plainKey('1.3.101.113', 57),
];

/** AlgorithmIdentifiers of signatures. */
export const algorithmIdentifiers: readonly Uint8Array[] = [
  ...signatureAlgorithms.map(({ der }) => der),
  ...fixtures('CERTIFICATE').map((der) => parseCertificate(der).algorithm.der),
];

const stringTypes = [
  tag.utf8String,
  tag.printableString,
  tag.teletexString,
  tag.ia5String,
  tag.bmpString,
  tag.universalString,
  tag.numericString,
  tag.visibleString,
];

/** Names, with values of every string type, of none, and several attributes in one RDN. */
export const names: readonly Uint8Array[] = [
  subjectDer,
  encodeDer(sequence()),
  encodeDer(sequence(...stringTypes.map((type) => rdn(attribute('2.5.4.3', text(type, '12')))))),
  encodeDer(
    sequence(
      rdn(attribute('2.5.4.3', text(tag.utf8String, 'a')), attribute('2.5.4.10', nothing())),
      rdn(attribute('2.5.4.45', bitString(octets('f0'), 4))),
      rdn(attribute('1.2.3.4', sequence(integer(1)))),
    ),
  ),
  ...fixtures('CERTIFICATE').map((der) => parseCertificate(der).subjectDer),
];

const generalNameValues: readonly GeneralName[] = [
  { type: 'DNS', value: '*.example.com' },
  { type: 'URI', value: 'https://[2001:db8::1]:8443/a?b#c' },
  { type: 'email', value: 'user@example.com' },
  { type: 'IP', value: '192.0.2.1' },
  { type: 'IP', value: '2001:db8::/32' },
  { type: 'RID', value: '1.2.3.4' },
  { type: 'dirName', value: name('C=AT,CN=dir') },
];

/** Values of otherNames: one of each type that JSON has a name for, and one that it has none for. */
const otherValues: readonly DerValue[] = [
  text(tag.utf8String, 'user@example.com'),
  text(tag.ia5String, 'a'),
  text(tag.universalString, 'a'),
  octetString(octets('0102')),
  integer(-5),
  nothing(),
  sequence(integer(1), sequence(oid('1.2.3'))),
];

/** GeneralNames, one in each document. */
export const generalNames: readonly Uint8Array[] = [
  ...generalNameValues.map((each) => encodeDer(encodeGeneralName(each))),
  ...otherValues.map((value) =>
    encodeDer(implicit(0xa0, sequence(oid('1.3.6.1.4.1.311.20.2.3'), constructed(0xa0, value)))),
  ),
  encodeDer(constructed(0xa3, nothing())),
  encodeDer(constructed(0xa5, nothing())),
];

/** Content octets of OBJECT IDENTIFIERs. */
export const oidContents: readonly Uint8Array[] = [
  octets('550403'),
  octets('2a864886f70d01010b'),
  octets('6983f09da7ebcfdee0c7a1a7b2c0948cc8f9d776'),
];

async function request(list: readonly Extension[]): Promise<Uint8Array> {
  const info = encodeCertificationRequestInfo({ subjectDer, spki: ownSpki, extensions: list });
  return encodeSigned(info, algorithm, await signMessage(key, algorithm, info));
}

function crl(how: SignatureAlgorithm, list: readonly Uint8Array[]): Uint8Array {
  const tbs = encodeTbsCrl({
    algorithm: how,
    issuerDer: subjectDer,
    ...times,
    entries: list,
    extensions: [{ type: 'crl_number', critical: false, value: 7 }],
  });
  return encodeSigned(tbs, how, signature);
}

function plainKey(dotted: string, size: number): Uint8Array {
  return encodeDer(sequence(sequence(oid(dotted)), bitString(new Uint8Array(size))));
}

function attribute(dotted: string, value: DerValue): DerValue {
  return sequence(oid(dotted), value);
}

function rdn(...attributes: DerValue[]): DerValue {
  return setOf(attributes);
}
