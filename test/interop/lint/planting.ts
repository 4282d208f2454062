import { toBase64 } from '#base';
import {
  bitString,
  boolean,
  encodeDer,
  octetString,
  oid,
  raw,
  sequence,
  type DerValue,
  type OptionalDer,
} from '#der';
import { encodeExtension, keyIdentifier, name, nameDer, signMessage, type Extension } from '#x509';
import type { Signer } from '../specimens/signer.ts';

/** The fields of a certificate or a CRL that differ from those of a good one: each is free to be wrong. */
export interface Fields {
  readonly version?: OptionalDer;
  readonly serial?: DerValue;
  /** Inside the document. */
  readonly algorithm?: DerValue;
  /** Around it. */
  readonly outerAlgorithm?: DerValue;
  readonly issuer?: DerValue;
  readonly validity?: DerValue;
  readonly subject?: DerValue;
  readonly key?: DerValue;
  /** Undefined leaves the field out. */
  readonly extensions?: readonly DerValue[] | undefined;
}

/** Milliseconds. */
export const day: number = 86_400_000;

/** When the documents are made. */
export const now: number = Date.now();

/** The name of whoever issues all of them, DER. */
export const issuerDer: Uint8Array = nameDer(name('C=AT,O=Example,CN=Planting Authority'));

/** Its name, to stand in a document. */
export const issuer: DerValue = raw(issuerDer);

/** What all of them are signed in, and mostly say so. */
export const sha256: DerValue = algorithm('1.2.840.10045.4.3.2');

/** Puts a document together and signs it. */
export async function signed(
  fields: readonly DerValue[],
  signer: Signer,
  outer: DerValue = sha256,
): Promise<Uint8Array> {
  const tbs = encodeDer(sequence(...fields));
  const signature = await signMessage(signer.key, signer.algorithm, tbs);
  return encodeDer(sequence(raw(tbs), outer, bitString(signature)));
}

/** The extension that points at this key. */
export function authorityKey({ spki }: Signer): DerValue {
  const value = {
    key_identifier: toBase64(keyIdentifier(spki)),
    authority_cert_issuer: null,
    authority_cert_serial_number: null,
  };
  return coded({ type: 'authority_key_identifier', critical: false, value });
}

/** The extension that names this key. */
export function subjectKey({ spki }: Signer): DerValue {
  const value = toBase64(keyIdentifier(spki));
  return coded({ type: 'subject_key_identifier', critical: false, value });
}

/** An extension of any content. */
export function extension(id: string, critical: boolean, content: Uint8Array): DerValue {
  return sequence(oid(id), critical ? boolean(true) : undefined, octetString(content));
}

/** A good extension. */
export function coded(each: Extension): DerValue {
  return encodeExtension(each);
}

/** An AlgorithmIdentifier without parameters. */
export function algorithm(id: string): DerValue {
  return sequence(oid(id));
}

/** Octets of hex digits; spaces do not count. */
export function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));
}
