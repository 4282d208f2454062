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
}

/** What certificates and requests have in common, as it stands: what is in it may be anything. */
interface Signed {
  /** Content octets; undefined where it is left out. */
  readonly version: Uint8Array | undefined;
  /** The names in it, each whole. */
  readonly names: readonly Uint8Array[];
  readonly spki: Uint8Array;
  /** Content octets of the BIT STRING. */
  readonly signature: Uint8Array;
}

/** The parts of a certificate. */
export interface CertificateAnatomy extends Signed {
  readonly serial: Uint8Array;
  readonly algorithms: readonly [inner: Uint8Array, outer: Uint8Array];
  /** Undefined where they are left out. */
  readonly extensions: readonly RawExtension[] | undefined;
}

/** The parts of a request. */
export interface RequestAnatomy extends Signed {
  /** Each attribute, whole. */
  readonly attributes: readonly Uint8Array[];
}

/** Takes a certificate apart without judging any value; undefined when it has not even the shape of one. */
export function findCertificateAnatomy(der: Uint8Array): CertificateAnatomy | undefined {
  return whenReadable(() => DerReader.of(der).sequence(readCertificate));
}

/** As {@link findCertificateAnatomy}, for a PKCS #10 request. */
export function findRequestAnatomy(der: Uint8Array): RequestAnatomy | undefined {
  return whenReadable(() => DerReader.of(der).sequence(readRequest));
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

/** Whether tags and lengths are those of DER throughout; what values hold is not asked. */
export function isFramed(der: Uint8Array): boolean {
  return findEmptySequences(der) !== undefined;
}

/** How many empty SEQUENCEs stand in it, strings not looked into; undefined when it is not {@link isFramed}. */
export function findEmptySequences(der: Uint8Array): number | undefined {
  return whenReadable(() => countEmptySequences(DerReader.of(der)));
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

function countEmptySequences(reader: DerReader): number {
  let count = 0;
  while (!reader.done) {
    const identifier = reader.nextTag ?? 0;
    const inner = identifier & 0x20 ? reader.inside(identifier) : undefined;
    if (!inner) reader.any();
    else count += identifier === tag.sequence && inner.done ? 1 : countEmptySequences(inner);
  }
  return count;
}

/** Octets of the longest arc of all object identifiers in `der`, as far as it is DER at all. */
export function longestArc(der: Uint8Array): number {
  let longest = 0;
  const measure = (reader: DerReader): void => {
    while (!reader.done) {
      const identifier = reader.nextTag ?? 0;
      if (identifier & 0x20) {
        measure(reader.inside(identifier));
        continue;
      }
      const { der: element } = reader.any();
      if (identifier !== tag.oid) continue;
      let size = 0;
      for (const octet of element.subarray(2)) {
        longest = Math.max(longest, ++size);
        if (octet < 0x80) size = 0;
      }
    }
  };
  whenReadable(() => measure(DerReader.of(der)));
  return longest;
}

function visit(reader: DerReader, found: Set<number>): void {
  const identifier = reader.nextTag ?? 0;
  if (identifier & 0x20) {
    const inner = reader.inside(identifier);
    while (!inner.done) visit(inner, found);
    return;
  }
  const { der } = reader.any();
  const isWell = whenReadable(() => {
    readValue(DerReader.of(der));
    return true;
  });
  if (!isWell) found.add(identifier);
}

function readCertificate(reader: DerReader): CertificateAnatomy {
  const tbs = reader.inside();
  const outer = reader.any().der;
  const signature = reader.content(tag.bitString);
  const version = tbs.explicit(0, (inner) => inner.any().content);
  const serial = tbs.content(tag.integer);
  const inner = tbs.any().der;
  const issuer = tbs.any().der;
  tbs.any();
  const names = [issuer, tbs.any().der];
  const spki = tbs.any().der;
  while (!tbs.done && !tbs.nextIs(constructedTag(3))) tbs.any();
  const extensions = tbs.explicit(3, readExtensions);
  return { version, serial, algorithms: [inner, outer], names, spki, signature, extensions };
}

function readExtensions(reader: DerReader): RawExtension[] {
  return reader.list((each) => {
    const { der } = each.any();
    return parseDer(der, (one) =>
      one.sequence((inner) => {
        const oid = toHex(inner.content(tag.oid));
        const critical = inner.nextIs(tag.boolean) ? inner.content(tag.boolean) : undefined;
        inner.octetString();
        return { der, oid, critical };
      }),
    );
  });
}

function readRequest(reader: DerReader): RequestAnatomy {
  const info = reader.inside();
  const version = info.content(tag.integer);
  const names = [info.any().der];
  const spki = info.any().der;
  const attributes = info.done ? [] : info.list((each) => each.any().der, constructedTag(0));
  reader.any();
  return { version, names, spki, signature: reader.content(tag.bitString), attributes };
}
