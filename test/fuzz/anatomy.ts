import { isCaError, toHex } from '#base';
import { constructedTag, DerReader, parseDer, tag } from '#der';

/** An extension as it stands, its value not looked into. */
export interface RawExtension {
  /** The whole. */
  readonly der: Uint8Array;
  /** Content octets, hex. */
  readonly oid: string;
  /** Content octets of `critical`; undefined where it is left out. */
  readonly critical: Uint8Array | undefined;
  readonly value: Uint8Array;
}

/** The parts of a certificate as they stand: what is in them may be anything. */
export interface Anatomy {
  /** Content octets; undefined where it is left out. */
  readonly version: Uint8Array | undefined;
  readonly serial: Uint8Array;
  readonly algorithms: readonly [inner: Uint8Array, outer: Uint8Array];
  readonly names: readonly [issuer: Uint8Array, subject: Uint8Array];
  readonly spki: Uint8Array;
  /** Content octets of the BIT STRING. */
  readonly signature: Uint8Array;
  readonly extensions: readonly RawExtension[];
}

/** Takes a certificate apart without judging any value; undefined when it has not even the shape of one. */
export function findAnatomy(der: Uint8Array): Anatomy | undefined {
  return whenReadable(() => DerReader.of(der).sequence(readCertificate));
}

/** The outcome, or undefined when the reader refuses. */
export function whenReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isCaError(error)) throw error;
    return undefined;
  }
}

/** Identifier octets of the universal types of which some value in `der` is malformed, as far as it is DER at all. */
export function malformedTypes(der: Uint8Array): ReadonlySet<number> {
  const found = new Set<number>();
  whenReadable(() => {
    const reader = DerReader.of(der);
    while (!reader.done) visit(reader, found);
  });
  return found;
}

/** Reads whatever comes next by the method that its tag asks for. */
export function readValue(reader: DerReader): void {
  const read = readers[reader.nextTag ?? 0];
  if (read) read(reader);
  else reader.any();
}

const stringTypes = [
  tag.utf8String,
  tag.numericString,
  tag.printableString,
  tag.teletexString,
  tag.ia5String,
  tag.visibleString,
  tag.universalString,
  tag.bmpString,
] as const;

const readers: Readonly<Record<number, (reader: DerReader) => unknown>> = {
  ...Object.fromEntries(stringTypes.map((type) => [type, (reader: DerReader) => reader.string()])),
  [tag.boolean]: (reader) => reader.boolean(),
  [tag.integer]: (reader) => reader.integer(),
  [tag.bitString]: (reader) => reader.bitString(),
  [tag.null]: (reader) => reader.null(),
  [tag.oid]: (reader) => reader.oid(),
  [tag.enumerated]: (reader) => reader.smallInteger(tag.enumerated),
  [tag.utcTime]: (reader) => reader.time(),
  [tag.generalizedTime]: (reader) => reader.time(),
};

function visit(reader: DerReader, found: Set<number>): void {
  const identifier = reader.nextTag ?? 0;
  if (identifier & 0x20) {
    const inner = reader.inside(identifier);
    while (!inner.done) visit(inner, found);
    return;
  }
  const { der } = reader.any();
  if (whenReadable(() => (readValue(DerReader.of(der)), true)) === undefined) found.add(identifier);
}

function readCertificate(reader: DerReader): Anatomy {
  const tbs = reader.inside();
  const outer = reader.any().der;
  const version = tbs.explicit(0, (inner) => inner.any().content);
  const serial = tbs.content(tag.integer);
  const inner = tbs.any().der;
  const issuer = tbs.any().der;
  tbs.any();
  const subject = tbs.any().der;
  const spki = tbs.any().der;
  while (!tbs.done && !tbs.nextIs(constructedTag(3))) tbs.any();
  const extensions = tbs.explicit(3, readExtensions) ?? [];
  reader.any();
  return {
    version,
    serial,
    algorithms: [inner, outer],
    names: [issuer, subject],
    spki,
    extensions,
  };
}

function readExtensions(reader: DerReader): RawExtension[] {
  return reader.list((each) => {
    const { der } = each.any();
    return parseDer(der, (one) =>
      one.sequence((inner) => ({
        der,
        oid: toHex(inner.content(tag.oid)),
        critical: inner.nextIs(tag.boolean) ? inner.content(tag.boolean) : undefined,
        value: inner.octetString(),
      })),
    );
  });
}
