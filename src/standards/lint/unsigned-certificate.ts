import { isCaError } from '#base';
import { constructedTag, contextTag, parseDer, tag, type DerElement, type DerReader } from '#der';
import {
  findExtension,
  parsePublicKey,
  parseTbsCertificate,
  type ParsedTbs,
  type SubjectKeySpec,
} from '#x509';
import type { EncodedTime } from './encoded-time.ts';

/** A TBSCertificate as its rules see it: what it says, and of its form what decoding does not tell. */
export interface UnsignedCertificate extends ParsedTbs {
  /** Whether basic constraints say that this is an authority. */
  readonly isAuthority: boolean;
  /** Undefined when the key is of no kind that we know, or malformed. */
  readonly key: SubjectKeySpec | undefined;
  /** The attributes of the subject with their string types, in order. */
  readonly subjectAttributes: readonly EncodedAttribute[];
  /** Both ends of the validity with their time types. */
  readonly times: readonly EncodedTime[];
  readonly hasUniqueIdentifier: boolean;
}

/** One attribute of a name; `tag` is the identifier octet of its value. */
export interface EncodedAttribute extends DerElement {
  readonly oid: string;
}

/** Reads a TBSCertificate. @throws CaError as `parseTbsCertificate` of `#x509`. */
export function readUnsignedCertificate(tbsDer: Uint8Array): UnsignedCertificate {
  const document = parseTbsCertificate(tbsDer);
  const { timeTags, hasUniqueIdentifier } = parseDer(tbsDer, (reader) => reader.sequence(readForm));
  const [notBefore, notAfter] = timeTags;
  return {
    ...document,
    hasUniqueIdentifier,
    times: [
      { tag: notBefore, milliseconds: document.notBeforeMs },
      { tag: notAfter, milliseconds: document.notAfterMs },
    ],
    isAuthority: findExtension(document.extensions, 'basic_constraints')?.value.ca === true,
    key: findKey(document.spki),
    subjectAttributes: parseDer(document.subjectDer, readAttributes),
  };
}

/** What of the form stands outside the fields. */
interface Form extends Pick<UnsignedCertificate, 'hasUniqueIdentifier'> {
  /** Identifier octets of notBefore and notAfter. */
  readonly timeTags: readonly (number | undefined)[];
}

function readForm(reader: DerReader): Form {
  if (reader.nextIs(constructedTag(0))) reader.skip();
  for (let skipped = 0; skipped < 3; skipped++) reader.skip(); // serialNumber, signature, issuer
  const timeTags = reader.list(readTag);
  for (let skipped = 0; skipped < 2; skipped++) reader.skip(); // subject, subjectPublicKeyInfo
  const hasUniqueIdentifier = reader.nextIs(contextTag(1)) || reader.nextIs(contextTag(2));
  while (!reader.done) reader.skip();
  return { timeTags, hasUniqueIdentifier };
}

function readTag(reader: DerReader): number | undefined {
  const { nextTag } = reader;
  reader.skip();
  return nextTag;
}

function readAttributes(reader: DerReader): EncodedAttribute[] {
  const rdns = reader.list((rdn) => rdn.list((inner) => inner.sequence(readAttribute), tag.set));
  return rdns.flat();
}

function readAttribute(reader: DerReader): EncodedAttribute {
  return { oid: reader.oid(), ...reader.any() };
}

function findKey(spki: Uint8Array): SubjectKeySpec | undefined {
  try {
    return parsePublicKey(spki).spec;
  } catch (error) {
    if (isCaError(error, 'bad_key')) return undefined;
    throw error;
  }
}
