import type { KeyObject } from 'node:crypto';
import { toBase64 } from '#base';
import { chooseSignatureAlgorithm } from './algorithms.ts';
import { parseCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { parseCrl } from './crl.ts';
import type { Crl } from './crl.ts';
import type { Extension } from './extension.ts';
import type { KeySpec } from './key-spec.ts';
import { name } from './name-text.ts';
import { nameDer } from './name.ts';
import { generateKey, publicKeyDer } from './private-key.ts';
import { keyIdentifier } from './public-key.ts';
import { signMessage } from './signature.ts';
import { encodeSigned } from './signed.ts';
import { caExtensions, today } from './specimens.test.ts';
import { encodeTbsCertificate } from './tbs-certificate.ts';
import type { TbsCertificate } from './tbs-certificate.ts';
import { encodeTbsCrl } from './tbs-crl.ts';

/** A key and one certificate of it, made for the tests of paths. */
export interface Entity {
  readonly key: KeyObject;
  readonly certificate: Certificate;
}

/** How a certificate differs from a plain one. */
export interface EntityFields {
  /** Default: signed by its own key. */
  readonly issuer?: Entity;
  /** Default: those of an authority. */
  readonly extensions?: readonly Extension[];
  /** Whose key it is. Default: a new one. */
  readonly key?: KeyObject;
  readonly keySpec?: KeySpec;
  /** Whether it names its key and its issuer's by their identifiers. Default: false. */
  readonly identified?: boolean;
  readonly fields?: Partial<TbsCertificate>;
}

let serial = 1;

/** A certificate for `subject`, valid for ten years from today, its key an Ed25519 one. */
export async function entity(subject: string, options: EntityFields = {}): Promise<Entity> {
  const { issuer, extensions = caExtensions, keySpec = { type: 'ed25519' } } = options;
  const key = options.key ?? (await generateKey(keySpec));
  const spki = publicKeyDer(key);
  const signer = issuer?.key ?? key;
  const signerSpki = publicKeyDer(signer);
  const subjectDer = nameDer(name(subject));
  const identifiers = options.identified ? keyIdentifiers(spki, signerSpki) : [];
  const algorithm = chooseSignatureAlgorithm(signerSpki);
  const tbsDer = encodeTbsCertificate({
    serial: (++serial).toString(16),
    algorithm,
    issuerDer: issuer?.certificate.subjectDer ?? subjectDer,
    subjectDer,
    notBeforeMs: today,
    notAfterMs: today + 3650 * 86_400_000,
    spki,
    extensions: [...extensions, ...identifiers],
    ...options.fields,
  });
  const der = encodeSigned(tbsDer, algorithm, await signMessage(signer, algorithm, tbsDer));
  return { key, certificate: parseCertificate(der) };
}

/** Authorities in a row, the first signed by itself, each other by the one before it. */
export async function authorities(...subjects: readonly string[]): Promise<Entity[]> {
  const found: Entity[] = [];
  for (const subject of subjects) found.push(await entity(subject, { issuer: found.at(-1) }));
  return found;
}

/** Basic Constraints of an authority, with a path length where one is given. */
export function ca(path_length: number | null = null): Extension {
  return { type: 'basic_constraints', critical: true, value: { ca: true, path_length } };
}

/** What a list of policies looks like in a certificate. */
export function policies(...dotted: readonly string[]): Extension {
  const value = dotted.map((policy_identifier) => ({ policy_identifier, policy_qualifiers: null }));
  return { type: 'certificate_policies', critical: false, value };
}

/** How a CRL differs from a plain one. */
export interface CrlFields {
  /** DER of entries. Default: none. */
  readonly entries?: readonly Uint8Array[];
  readonly extensions?: readonly Extension[];
  readonly thisUpdateMs?: number;
  readonly nextUpdateMs?: number;
  /** Whose name it bears. Default: the signer's. */
  readonly issuerDer?: Uint8Array;
}

/** A CRL of an authority, from today for a week, its number 10 unless the extensions say otherwise. */
export async function crlOf(signer: Entity, options: CrlFields = {}): Promise<Crl> {
  const algorithm = chooseSignatureAlgorithm(publicKeyDer(signer.key));
  const tbsDer = encodeTbsCrl({
    algorithm,
    issuerDer: signer.certificate.subjectDer,
    thisUpdateMs: today,
    nextUpdateMs: today + 7 * 86_400_000,
    entries: [],
    extensions: [number(10)],
    ...options,
  });
  return parseCrl(
    encodeSigned(tbsDer, algorithm, await signMessage(signer.key, algorithm, tbsDer)),
  );
}

/** The number of a CRL. */
export function number(value: number): Extension {
  return { type: 'crl_number', critical: false, value };
}

function keyIdentifiers(spki: Uint8Array, signerSpki: Uint8Array): Extension[] {
  return [
    {
      type: 'subject_key_identifier',
      critical: false,
      value: toBase64(keyIdentifier(spki)),
    },
    {
      type: 'authority_key_identifier',
      critical: false,
      value: {
        key_identifier: toBase64(keyIdentifier(signerSpki)),
        authority_cert_issuer: null,
        authority_cert_serial_number: null,
      },
    },
  ];
}
