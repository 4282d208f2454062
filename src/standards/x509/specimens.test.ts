import type { KeyObject } from 'node:crypto';
import { chooseSignatureAlgorithm } from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import { encodeCertificationRequestInfo } from './csr.ts';
import type { Extension } from './extension.ts';
import type { KeySpec } from './key-spec.ts';
import { name } from './name-text.ts';
import { nameDer } from './name.ts';
import { generateKey, publicKeyDer } from './private-key.ts';
import { signMessage } from './signature.ts';
import { encodeSigned } from './signed.ts';
import { encodeTbsCertificate } from './tbs-certificate.ts';
import type { TbsCertificate } from './tbs-certificate.ts';

/** Documents made by our own hand for the tests of this room: one key, what is signed with it, and the certificate. */
export interface Specimen {
  readonly key: KeyObject;
  readonly spki: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly subjectDer: Uint8Array;
  /** A certificate of the key, signed by itself. */
  readonly certificateDer: Uint8Array;
  /** Signs a document and puts the frame around it. */
  readonly sign: (tbsDer: Uint8Array) => Promise<Uint8Array>;
}

/** 2026-11-21T00:00:00Z. */
export const today: number = Date.UTC(2026, 10, 21);

/** Extensions of a CA certificate. */
export const caExtensions: readonly Extension[] = [
  { type: 'basic_constraints', critical: true, value: { ca: true, path_length: null } },
  { type: 'key_usage', critical: true, value: ['crl_sign', 'digital_signature', 'key_cert_sign'] },
];

/** A key of `spec` and a CA certificate for it; fields of the certificate may be given. */
export async function specimen(
  spec: KeySpec = { type: 'ec', curve: 'P-256' },
  fields: Partial<TbsCertificate> = {},
): Promise<Specimen> {
  const key = await generateKey(spec);
  const spki = publicKeyDer(key);
  const algorithm = fields.algorithm ?? chooseSignatureAlgorithm(spki);
  const subjectDer = nameDer(name('C=AT,O=Example,CN=Root'));
  const sign = async (tbsDer: Uint8Array): Promise<Uint8Array> =>
    encodeSigned(tbsDer, algorithm, await signMessage(key, algorithm, tbsDer));
  const tbs = { ...tbsFields(subjectDer), spki, algorithm, ...fields };
  const certificateDer = await sign(encodeTbsCertificate(tbs));
  return { key, spki, algorithm, subjectDer, certificateDer, sign };
}

/** A CSR of the specimen's key. */
export function requestOf(
  { spki, subjectDer, sign }: Specimen,
  extensions: readonly Extension[] = [],
): Promise<Uint8Array> {
  return sign(encodeCertificationRequestInfo({ subjectDer, spki, extensions }));
}

function tbsFields(subjectDer: Uint8Array): Omit<TbsCertificate, 'spki' | 'algorithm'> {
  return {
    serial: '40AA',
    issuerDer: subjectDer,
    subjectDer,
    notBeforeMs: today,
    notAfterMs: today + 3650 * 86_400_000,
    extensions: caExtensions,
  };
}
