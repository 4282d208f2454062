import { CaError, isCaError, recode, toBase64, toColonHex } from '#base';
import { boolean, DerReader, oid, parseDer, raw, sequenceOf, tag } from '#der';
import type { DerValue } from '#der';
import { base64Octets, filled } from './extension-value.ts';
import { extensionFault } from './extension-kind.ts';
import type { ExtensionKind } from './extension-kind.ts';
import { remembering } from './extension-memo.ts';
import * as table from './extensions/table.ts';

/** One kind of {@link extensionKinds}, with the types of its own. */
export type AnyExtensionKind = (typeof table)[keyof typeof table];

/** An extension of a kind that we know: its type, whether it is critical (RFC 5280 §4.2), its value in JSON form. */
export type KnownExtension = ExtensionOf<AnyExtensionKind>;

/** Any other extension: the DER inside its OCTET STRING, in base64, passes through unread. */
export interface UnknownExtension {
  readonly type: 'unknown';
  readonly critical: boolean;
  readonly value: { readonly oid: string; readonly value: string };
}

/** An extension in the one JSON shape used everywhere, discriminated by `type`. */
export type Extension = KnownExtension | UnknownExtension;

/** The types of all extensions, `unknown` included. */
export type ExtensionType = Extension['type'];

/** The extension of one type. */
export type ExtensionNamed<Type extends ExtensionType> = Extract<
  Extension,
  { readonly type: Type }
>;

/** How an extension is shown to a person. */
export interface ExtensionText {
  readonly title: string;
  readonly critical: boolean;
  /** Indented by two spaces a level. */
  readonly lines: readonly string[];
}

type ExtensionOf<Kind> =
  Kind extends ExtensionKind<infer T, infer Type>
    ? { readonly type: Type; readonly critical: boolean; readonly value: T }
    : never;

/** Every kind of extension that we know. */
export const extensionKinds: readonly AnyExtensionKind[] = Object.values(table);

const isCritical = boolean(true);
const byType = new Map<string, ExtensionKind>(extensionKinds.map((kind) => [kind.type, kind]));
const byOid = new Map<string, ExtensionKind>(extensionKinds.map((kind) => [kind.oid, kind]));

/** The kind of that type; undefined for `unknown` and for what is no type at all. */
export function findExtensionKind(type: string): ExtensionKind | undefined {
  return byType.get(type);
}

/** Dotted object identifier of an extension. */
export function extensionOid(extension: Extension): string {
  return extension.type === 'unknown' ? extension.value.oid : getKind(extension.type).oid;
}

/** The extension of that type; undefined when the list has none. */
export function findExtension<Type extends ExtensionType>(
  list: readonly Extension[],
  type: Type,
): ExtensionNamed<Type> | undefined {
  for (const extension of list)
    if (extension.type === type) return extension as ExtensionNamed<Type>;
  return undefined;
}

/**
 * Extensions (RFC 5280 §4.1.2.9), in the order given. Leave the field out where there are none: this must not be empty.
 *
 * @throws CaError `bad_extension` when the list is empty or two have the same OID; otherwise as {@link encodeExtension}.
 */
export function encodeExtensions(list: readonly Extension[]): DerValue {
  if (list.length === 0) throw extensionFault('A list of extensions must not be empty.');
  requireDifferent(list);
  return sequenceOf(list.map(encodeExtension));
}

/** Throws CaError `bad_extension` when two have the same OID. */
export function requireDifferent(list: readonly Extension[]): void {
  if (haveDifferentTypes(list)) return;
  const seen = new Set<string>();
  for (const oid of list.map(extensionOid)) {
    if (seen.has(oid)) throw extensionFault(`The extension ${oid} must not occur twice.`);
    seen.add(oid);
  }
}

const indexes = new Map<string, number>(extensionKinds.map(({ type }, i) => [type, i]));
/** By type, the number of the last list that had one. */
const lists = new Uint32Array(extensionKinds.length);
let listNumber = 0;

/** A first look, quicker than any set: false also for lists with a type that we do not know. */
function haveDifferentTypes(list: readonly Extension[]): boolean {
  listNumber = (listNumber + 1) >>> 0;
  for (const { type } of list) {
    const index = indexes.get(type) ?? -1;
    if (index < 0 || lists[index] === listNumber) return false;
    lists[index] = listNumber;
  }
  return true;
}

/**
 * One Extension. Takes values in the form that the schemas and the decoder give; others are not put right, only refused
 * where they cannot be written.
 *
 * @throws CaError `bad_extension`, `bad_name` or `bad_der`, when called or when written, for a value without encoding.
 */
export function encodeExtension(extension: Extension): DerValue {
  const identifier = oid(extensionOid(extension));
  const value = encodeValue(extension);
  return (writer) => {
    const before = writer.size;
    value(writer);
    writer.header(tag.octetString, before);
    if (extension.critical) isCritical(writer);
    identifier(writer);
    writer.header(tag.sequence, before);
  };
}

/**
 * Reads Extensions: at least one, no OID twice, `critical` FALSE not encoded, each value complete and strict DER.
 * Policy is not looked at: any criticality and any combination pass.
 *
 * @throws CaError `bad_extension` for whatever is wrong inside; the detail begins with the title where it is in a value.
 */
export function decodeExtensions(reader: DerReader): Extension[] {
  return recode('bad_extension', () => {
    const list = filled(reader.list((inner) => decodeExtension(inner.whole())));
    requireDifferent(list);
    return list;
  });
}

/** The extension as a person reads it; text that came from outside holds no control characters. */
export function extensionText(extension: Extension): ExtensionText {
  const { type, critical, value } = extension;
  if (type === 'unknown') {
    const lines = [toColonHex(base64Octets(value.value))];
    return { title: `Unknown extension (${value.oid})`, critical, lines };
  }
  const kind = getKind(type);
  return { title: kind.title, critical, lines: kind.text(value) };
}

function encodeValue(extension: Extension): DerValue {
  return extension.type === 'unknown'
    ? raw(base64Octets(extension.value.value))
    : getKind(extension.type).encode(extension.value);
}

function getKind(type: string): ExtensionKind {
  const kind = byType.get(type);
  if (!kind) throw extensionFault(`There is no extension of type ${JSON.stringify(type)}.`);
  return kind;
}

const decodeExtension = remembering((der) =>
  parseDer(der, (reader) => reader.sequence(readExtension)),
);

function readExtension(reader: DerReader): Extension {
  const dotted = reader.oid();
  const critical = reader.nextIs(tag.boolean);
  if (critical && !reader.boolean())
    throw extensionFault('DEFAULT value critical FALSE is encoded.');
  const der = reader.octetString();
  const kind = byOid.get(dotted);
  if (!kind) return { type: 'unknown', critical, value: { oid: dotted, value: toBase64(der) } };
  // The value is what the kind of this type decodes, which the compiler cannot follow through the table.
  return { type: kind.type, critical, value: decodeValue(kind, der) } as KnownExtension;
}

function decodeValue(kind: ExtensionKind, der: Uint8Array): unknown {
  try {
    const reader = DerReader.of(der);
    const value = kind.decode(reader);
    reader.finish();
    return value;
  } catch (error) {
    if (!isCaError(error)) throw error;
    throw new CaError('bad_extension', `${kind.title}: ${error.detail}`, { cause: error });
  }
}
