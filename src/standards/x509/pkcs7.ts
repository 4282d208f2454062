import { CaError } from '#base';
import {
  constructed,
  constructedTag,
  encodeDer,
  encodePem,
  explicit,
  integer,
  oid,
  parseDer,
  raw,
  sequence,
  setOf,
  tag,
} from '#der';
import type { DerReader } from '#der';
import { pemLabels, readAs, toDer } from './document-text.ts';

const signedData = '1.2.840.113549.1.7.2';
const data = '1.2.840.113549.1.7.1';

/**
 * A bundle of certificates without a signer: degenerate SignedData (RFC 5652 §5.1), the `.p7b` and `.p7c` of AIA and
 * EST. The certificates keep the order given: CMS does not want it sorted, and readers take the first for the subject.
 */
export function encodePkcs7(certificates: readonly Uint8Array[]): Uint8Array {
  const content = sequence(
    integer(1),
    setOf([]),
    sequence(oid(data)),
    constructed(constructedTag(0), ...certificates.map(raw)),
    setOf([]),
  );
  return encodeDer(sequence(oid(signedData), explicit(0, content)));
}

/** PEM of a PKCS #7 bundle (RFC 7468 §8). */
export function pkcs7Pem(der: Uint8Array): string {
  return encodePem(pemLabels.pkcs7[0], der);
}

/**
 * The certificates of a PKCS #7 bundle in PEM or DER, each DER, in their order; none is looked into. Content, CRLs and
 * signers are passed over.
 *
 * @throws CaError `bad_certificate` when it is no SignedData in DER, `too_large`.
 */
export function parsePkcs7(input: string | Uint8Array): readonly Uint8Array[] {
  return readAs('bad_certificate', () =>
    parseDer(toDer(input, pemLabels.pkcs7), (reader) => reader.sequence(readContentInfo)),
  );
}

function readContentInfo(reader: DerReader): Uint8Array[] {
  const type = reader.oid();
  if (type !== signedData)
    throw new CaError('bad_certificate', `The content type ${type} holds no certificates.`);
  return reader.within(constructedTag(0), (inner) => inner.sequence(readSignedData));
}

function readSignedData(reader: DerReader): Uint8Array[] {
  reader.smallInteger();
  reader.content(tag.set);
  reader.content(tag.sequence);
  const certificates = reader.nextIs(constructedTag(0))
    ? reader.list((each) => each.any(), constructedTag(0))
    : [];
  if (reader.nextIs(constructedTag(1))) reader.any();
  reader.content(tag.set);
  return certificates.filter((each) => each.tag === tag.sequence).map((each) => each.der);
}
