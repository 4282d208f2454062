/**
 * DER (X.690) and its text form PEM (RFC 7468): one strict cursor for all that is read, one writer for all that is
 * written, object identifiers, strings and times, and memory for both. Knows no document: what a certificate is stands
 * in `#x509`.
 * No tables, no events.
 */
export { isOid, octetsToOid, oidToOctets } from './oid.ts';
export { OctetsMemo } from './octets-memo.ts';
export { encodePem, parseOnePem, parsePem } from './pem.ts';
export type { PemBlock } from './pem.ts';
export { pooledBytes } from './pool.ts';
export { checkDer, DerReader, parseDer } from './reader.ts';
export type { BitString, DerElement } from './reader.ts';
export { isIa5, isPrintable } from './strings.ts';
export { constructedTag, contextTag, describeTag, tag } from './tags.ts';
export {
  bitString,
  boolean,
  constructed,
  encodeDer,
  encodeDerPooled,
  explicit,
  generalizedTime,
  implicit,
  integer,
  namedBits,
  nothing,
  octetString,
  oid,
  primitive,
  raw,
  sequence,
  sequenceOf,
  setOf,
  text,
  time,
  unsignedInteger,
} from './values.ts';
export type { DerValue, OptionalDer } from './values.ts';
export type { DerWriter } from './writer.ts';
