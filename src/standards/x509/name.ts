import { CaError, recode } from '#base';
import { encodeDer, oid, sequenceOf, tag } from '#der';
import type { DerElement, DerReader, DerValue } from '#der';
import { defaultNameOrder } from './name-attributes.ts';
import { decodeValue, encodeValue } from './name-value.ts';

/** One attribute of a name: a dotted OID and its text; of x500UniqueIdentifier the base64 of its octets. */
export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

/** A distinguished name (RFC 5280 §4.1.2.4), its attributes in the order of the certificate. */
export type Name = readonly NameAttribute[];

/** One attribute as it stands in a name; its value is not looked into. */
export interface RawAttribute {
  readonly oid: string;
  readonly value: DerElement;
}

/**
 * A name as RDNSequence, each attribute an RDN of its own, in the order given. Lengths and repetitions are not
 * checked: that is what `nameSchema` does.
 *
 * @throws CaError `bad_name` when an OID is none, a value does not fit the string type of its attribute, or is the
 *   `#hex` that {@link decodeName} gives for what is no string: a name with such values must be kept as its DER.
 */
export function encodeName(name: Name): DerValue {
  return recode('bad_name', () => sequenceOf(name.map(encodeRdn)));
}

/** The DER of {@link encodeName}. */
export function nameDer(name: Name): Uint8Array {
  return encodeDer(encodeName(name));
}

/**
 * Reads a name leniently: any OID, any string type, any length and any repetition pass; attributes of one RDN follow
 * each other in the order they stand. A value that is no string becomes `#` and the lower-case hex of its DER.
 *
 * @throws CaError `bad_der` when it is not an RDNSequence, an RDN is empty, or a string holds octets that its type cannot
 *   have.
 */
export function decodeName(reader: DerReader): Name {
  return readRdns(reader)
    .flat()
    .map((each) => ({ oid: each.oid, value: decodeValue(each.oid, each.value) }));
}

/** The RDNs of a name, each with its attributes, at least one, in the order they stand. */
export function readRdns(reader: DerReader): RawAttribute[][] {
  return reader.list(readRdn);
}

/** The last, most specific commonName; undefined when there is none. */
export function commonName(name: Name): string | undefined {
  return name.findLast((each) => each.oid === '2.5.4.3')?.value;
}

/**
 * `base` completed by `over`: attributes of a type that `over` has replace all those of that type in `base`. The
 * result stands in `order` (dotted OIDs); types not in it follow in the order they came. Without a `base` there is
 * nothing to merge, and `over` is returned as it stands.
 */
export function mergeNames(
  base: Name,
  over: Name,
  order: readonly string[] = defaultNameOrder,
): Name {
  if (base.length === 0) return over;
  const replaced = new Set(over.map((each) => each.oid));
  const rank = new Map(order.map((oid, i) => [oid, i]));
  const rankOf = (each: NameAttribute): number => rank.get(each.oid) ?? order.length;
  return [...base.filter((each) => !replaced.has(each.oid)), ...over].sort(
    (a, b) => rankOf(a) - rankOf(b),
  );
}

/** An RDN of one attribute, which nearly all are. */
function encodeRdn(attribute: NameAttribute): DerValue {
  const type = oid(attribute.oid);
  const value = encodeValue(attribute.oid, attribute.value);
  return (writer) => {
    const before = writer.size;
    value(writer);
    type(writer);
    writer.header(tag.sequence, before);
    writer.header(tag.set, before);
  };
}

function readRdn(reader: DerReader): RawAttribute[] {
  const attributes = reader.list((inner) => inner.sequence(readAttribute), tag.set);
  if (attributes.length === 0)
    throw new CaError('bad_der', 'A name has an RDN without attributes.');
  return attributes;
}

function readAttribute(reader: DerReader): RawAttribute {
  return { oid: reader.oid(), value: reader.any() };
}
