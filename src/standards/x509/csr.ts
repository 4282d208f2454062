import { CaError, equalBytes } from '#base';
import {
  checkDer,
  constructed,
  constructedTag,
  encodeDer,
  encodePem,
  integer,
  oid,
  oidToOctets,
  parseDer,
  raw,
  sequence,
  setOf,
  tag,
} from '#der';
import type { DerReader, DerValue } from '#der';
import { pemLabels, readAs, toDer } from './document-text.ts';
import { decodeExtensions, encodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { decodeName } from './name.ts';
import type { Name } from './name.ts';
import { parsePublicKey, readSpki } from './public-key.ts';
import { verifySignature } from './signature.ts';
import { parseSigned } from './signed.ts';
import type { Signed } from './signed.ts';
import { checkPublicKey } from './weak-keys.ts';

const maxCsrBytes = 64 * 1024;
const extensionRequest = '1.2.840.113549.1.9.14';
/** What Windows before Vista wrote in place of extensionRequest; some of its tools still do. */
const microsoftExtensionRequest = '1.3.6.1.4.1.311.2.1.14';
const requestOids = [extensionRequest, microsoftExtensionRequest].map(oidToOctets);

/** What a CSR says of itself (RFC 2986 §4.1). */
export interface CertificationRequestInfo {
  readonly subjectDer: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** A PKCS #10 request as decoded (RFC 2986 §4). Nothing in it is believed before {@link verifyCsr}. */
export interface Csr extends Signed {
  readonly subjectDer: Uint8Array;
  readonly spki: Uint8Array;
  /** Decoded when first asked for. @throws CaError `bad_csr` when it is no name. */
  readonly subject: Name;
  /** What extensionRequest asks for, decoded when first asked for. @throws CaError `bad_csr` when malformed. */
  readonly extensions: readonly Extension[];
}

/**
 * Reads a CSR strictly as far as its DER and the shape of its key go. Subject and extensions are decoded only when asked for: most CAs take
 * nothing but the key from a CSR, and a strange extension in it is no reason to refuse. A challengePassword and all
 * other attributes are passed over. Attributes left out altogether are taken for none, as some devices send it.
 *
 * @param maxBytes  Largest CSR that is looked at. Default: 64 KiB.
 * @throws CaError `bad_csr`, `too_large`.
 */
export function parseCsr(der: Uint8Array, maxBytes: number = maxCsrBytes): Csr {
  return readAs('bad_csr', () => {
    const signed = parseSigned(der, maxBytes);
    checkDer(signed.tbsDer);
    return new LazyCsr(
      signed,
      parseDer(signed.tbsDer, (reader) => reader.sequence(readInfo)),
    );
  });
}

/**
 * Reads a CSR from PEM (`CERTIFICATE REQUEST` or `NEW CERTIFICATE REQUEST`, a single block, other text around it) or
 * DER.
 *
 * @throws CaError `bad_csr`, `too_large`.
 */
export function parseCsrText(input: string | Uint8Array): Csr {
  return parseCsr(readAs('bad_csr', () => toDer(input, pemLabels.request)));
}

/**
 * Checks the key of a CSR ({@link checkPublicKey}), then that the CSR is signed by that very key: proof that whoever
 * made the CSR holds the private half (RFC 2986 §3).
 *
 * @throws CaError `bad_key` when the key is unknown or weak; `bad_csr` when the signature is wrong, in an algorithm
 *   that is not trusted, or impossible, as for ML-KEM.
 */
export function verifyCsr(csr: Csr): void {
  const info = parsePublicKey(csr.spki);
  if (info.spec.type === 'ml-kem')
    throw new CaError('bad_csr', 'An ML-KEM key cannot sign and so cannot prove its possession.');
  checkPublicKey(info);
  if (!csr.algorithm.trusted)
    throw new CaError(
      'bad_csr',
      `The CSR is signed in ${csr.algorithm.oid}, which is not trusted.`,
    );
  if (!verifySignature(csr.algorithm, csr.spki, csr.tbsDer, csr.signature))
    throw new CaError('bad_csr', 'The CSR is not signed by the key it is for.');
}

/**
 * DER of a CertificationRequestInfo: what the key of the request signs, to be framed by `encodeSigned`.
 *
 * @throws CaError `bad_extension` or `bad_der` for an extension that cannot be encoded.
 */
export function encodeCertificationRequestInfo(info: CertificationRequestInfo): Uint8Array {
  const attributes = info.extensions.length > 0 ? [requestAttribute(info.extensions)] : [];
  return encodeDer(
    sequence(
      integer(0),
      raw(info.subjectDer),
      raw(info.spki),
      constructed(constructedTag(0), ...attributes),
    ),
  );
}

/** PEM of a CSR. */
export function csrPem(der: Uint8Array): string {
  return encodePem(pemLabels.request[0], der);
}

function requestAttribute(extensions: readonly Extension[]): DerValue {
  return sequence(oid(extensionRequest), setOf([encodeExtensions(extensions)]));
}

/** What is read of a CSR at once. */
interface Info {
  readonly subjectDer: Uint8Array;
  readonly spki: Uint8Array;
  /** The value of extensionRequest. */
  readonly extensionsDer: Uint8Array | undefined;
}

function readInfo(reader: DerReader): Info {
  if (reader.smallInteger() !== 0) throw new CaError('bad_csr', 'The version of a CSR must be 0.');
  const subjectDer = reader.whole();
  const spki = reader.whole();
  if (subjectDer[0] !== tag.sequence) throw new CaError('bad_csr', 'The CSR must hold a name.');
  parseDer(spki, readSpki);
  const attributes = constructedTag(0);
  const extensionsDer = reader.done ? undefined : reader.within(attributes, readAttributes);
  return { subjectDer, spki, extensionsDer };
}

function readAttributes(reader: DerReader): Uint8Array | undefined {
  let found: Uint8Array | undefined;
  while (!reader.done) {
    const request = reader.sequence(readAttribute);
    if (found && request)
      throw new CaError('bad_csr', 'The CSR asks for extensions in more than one attribute.');
    found ??= request;
  }
  return found;
}

function readAttribute(reader: DerReader): Uint8Array | undefined {
  const type = reader.content(tag.oid);
  const values = reader.inside(tag.set);
  if (!requestOids.some((each) => equalBytes(each, type))) return undefined;
  const { der } = values.any();
  values.finish();
  return der;
}

class LazyCsr implements Csr {
  readonly der: Uint8Array;
  readonly tbsDer: Uint8Array;
  readonly algorithm: Signed['algorithm'];
  readonly signature: Uint8Array;
  readonly subjectDer: Uint8Array;
  readonly spki: Uint8Array;
  readonly #extensionsDer: Uint8Array | undefined;
  #subject: Name | undefined;
  #extensions: readonly Extension[] | undefined;

  constructor(signed: Signed, info: Info) {
    this.der = signed.der;
    this.tbsDer = signed.tbsDer;
    this.algorithm = signed.algorithm;
    this.signature = signed.signature;
    this.subjectDer = info.subjectDer;
    this.spki = info.spki;
    this.#extensionsDer = info.extensionsDer;
  }

  get subject(): Name {
    this.#subject ??= readAs('bad_csr', () => parseDer(this.subjectDer, decodeName));
    return this.#subject;
  }

  get extensions(): readonly Extension[] {
    const der = this.#extensionsDer;
    if (!der) return [];
    this.#extensions ??= readAs('bad_csr', () => parseDer(der, decodeExtensions));
    return this.#extensions;
  }
}
