import type { KeyObject } from 'node:crypto';
import { day, minute, toBase64 } from '#base';
import { newSerial } from '#authorities';
import {
  certificatePem,
  chooseSignatureAlgorithm,
  encodeSigned,
  encodeTbsCertificate,
  generateKey,
  keyIdentifier,
  name,
  nameDer,
  parseCertificate,
  publicKeyDer,
  signMessage,
  type Certificate,
  type Extension,
  type KeySpec,
} from '#x509';

/** An authority of another house, of which ours knows nothing, and its key. */
export interface OutsideAuthority {
  readonly key: KeyObject;
  readonly certificate: Certificate;
  readonly pem: string;
}

/** In what a certificate differs from the plain one, which is that of an authority for a year. */
export interface OutsideChanges {
  /** Default: `CN=Outside`. */
  readonly subject?: string;
  readonly subjectDer?: Uint8Array;
  /** Default: that of a new key. */
  readonly spki?: Uint8Array;
  readonly serial?: string;
  readonly pathLength?: number | null;
  readonly notAfterMs?: number;
  /** In place of those that an authority has. */
  readonly extensions?: readonly Extension[];
}

/** Makes a root of another house, or an authority below `by`. */
export async function outsideAuthority(
  nowMs: number,
  changes: OutsideChanges = {},
  { by, spec = { type: 'ec', curve: 'P-256' } }: { by?: OutsideAuthority; spec?: KeySpec } = {},
): Promise<OutsideAuthority> {
  const key = await generateKey(spec);
  const spki = publicKeyDer(key);
  const certificate = await outsideCertificate(by ?? key, nowMs, { spki, ...changes });
  return { key, certificate, pem: certificatePem(certificate.der) };
}

/** What another house signs for somebody: by default an authority below it. Given a bare key, that key signs itself. */
export async function outsideCertificate(
  by: OutsideAuthority | KeyObject,
  nowMs: number,
  changes: OutsideChanges & { readonly spki: Uint8Array },
): Promise<Certificate> {
  const { spki, pathLength = null } = changes;
  const subjectDer = changes.subjectDer ?? nameDer(name(changes.subject ?? 'CN=Outside'));
  const issuer = 'certificate' in by ? by.certificate : { subjectDer, spki };
  const notBeforeMs = Math.floor(nowMs / minute) * minute;
  const algorithm = chooseSignatureAlgorithm(issuer.spki);
  const tbsDer = encodeTbsCertificate({
    serial: changes.serial ?? newSerial(nowMs),
    algorithm,
    issuerDer: issuer.subjectDer,
    subjectDer,
    notBeforeMs,
    notAfterMs: changes.notAfterMs ?? notBeforeMs + 365 * day,
    spki,
    extensions: [
      ...(changes.extensions ?? authorityExtensions(pathLength)),
      { type: 'subject_key_identifier', critical: false, value: toBase64(keyIdentifier(spki)) },
      {
        type: 'authority_key_identifier',
        critical: false,
        value: {
          key_identifier: toBase64(keyIdentifier(issuer.spki)),
          authority_cert_issuer: null,
          authority_cert_serial_number: null,
        },
      },
    ],
  });
  const key = 'certificate' in by ? by.key : by;
  return parseCertificate(
    encodeSigned(tbsDer, algorithm, await signMessage(key, algorithm, tbsDer)),
  );
}

function authorityExtensions(pathLength: number | null): Extension[] {
  return [
    { type: 'key_usage', critical: true, value: ['crl_sign', 'key_cert_sign'] },
    { type: 'basic_constraints', critical: true, value: { ca: true, path_length: pathLength } },
  ];
}
