import { CaError, recode } from '#base';
import {
  constructedTag,
  contextTag,
  describeTag,
  explicit,
  isIa5,
  oid,
  primitive,
  tag,
  text,
} from '#der';
import type { DerReader, DerValue, DerWriter } from '#der';
import type { TextNameType } from './general-name-rules.ts';
import { ipToOctets, octetsToIp } from './ip-address.ts';
import { decodeName, encodeName } from './name.ts';
import type { Name } from './name.ts';
import { decodeOtherName, encodeOtherName } from './other-name.ts';
import type { OtherName } from './other-name.ts';

/**
 * A GeneralName (RFC 5280 §4.2.1.6). The value of `IP` is an address or, in name constraints, a network
 * (`10.0.0.0/8`); that of `RID` a dotted OID.
 */
export type GeneralName =
  | { readonly type: TextNameType; readonly value: string }
  | { readonly type: 'dirName'; readonly value: Name }
  | { readonly type: 'otherName'; readonly value: OtherName };

const identifiers = {
  otherName: constructedTag(0),
  email: contextTag(1),
  DNS: contextTag(2),
  x400Address: constructedTag(3),
  dirName: constructedTag(4),
  ediPartyName: constructedTag(5),
  URI: contextTag(6),
  IP: contextTag(7),
  RID: contextTag(8),
} as const;

/**
 * A general name as it stands: nothing is normalised and only what cannot be encoded is refused; `generalNameSchema`
 * does the rest. The form of an IP value decides between address (4 or 16 octets) and network (8 or 32).
 *
 * @throws CaError `bad_name` when a value does not fit its type.
 */
export function encodeGeneralName(name: GeneralName): DerValue {
  return recode('bad_name', () => encodeChoice(name));
}

/**
 * Reads a general name leniently: texts pass when they are ASCII, whatever they say.
 *
 * @throws CaError `unsupported` for an x400Address and an ediPartyName, `bad_der` for what is no general name.
 */
export function decodeGeneralName(reader: DerReader): GeneralName {
  const identifier = reader.nextTag;
  switch (identifier) {
    case identifiers.email:
      return { type: 'email', value: reader.implicitString(identifier, tag.ia5String) };
    case identifiers.DNS:
      return { type: 'DNS', value: reader.implicitString(identifier, tag.ia5String) };
    case identifiers.URI:
      return { type: 'URI', value: reader.implicitString(identifier, tag.ia5String) };
    case identifiers.IP:
      return { type: 'IP', value: octetsToIp(reader.content(identifier)) };
    case identifiers.RID:
      return { type: 'RID', value: reader.oid(identifier) };
    case identifiers.dirName:
      return { type: 'dirName', value: reader.within(identifier, decodeName) };
    case identifiers.otherName:
      return { type: 'otherName', value: decodeOtherName(reader, identifier) };
    default:
      throw unreadable(identifier);
  }
}

/** GeneralNames, or any SEQUENCE OF GeneralName under its own `identifier`. Throws as {@link encodeGeneralName}, when written. */
export function encodeGeneralNames(
  names: readonly GeneralName[],
  identifier: number = tag.sequence,
): DerValue {
  return (writer) => {
    const before = writer.size;
    for (let i = names.length - 1; i >= 0; i--) putGeneralName(writer, names[i] as GeneralName);
    writer.header(identifier, before);
  };
}

/** Reads {@link encodeGeneralNames}; an empty list passes. Throws as {@link decodeGeneralName}. */
export function decodeGeneralNames(
  reader: DerReader,
  identifier: number = tag.sequence,
): GeneralName[] {
  return reader.list(decodeGeneralName, identifier);
}

/** What nearly all names are, plain text, goes straight into the writer. */
function putGeneralName(writer: DerWriter, name: GeneralName): void {
  const isText = name.type === 'DNS' || name.type === 'URI' || name.type === 'email';
  if (!isText || !isIa5(name.value)) return encodeGeneralName(name)(writer);
  const before = writer.size;
  writer.ascii(name.value);
  writer.header(identifiers[name.type], before);
}

function encodeChoice(name: GeneralName): DerValue {
  switch (name.type) {
    case 'dirName':
      return explicit(4, encodeName(name.value));
    case 'otherName':
      return encodeOtherName(name.value, identifiers.otherName);
    case 'IP':
      return primitive(identifiers.IP, ipToOctets(name.value));
    case 'RID':
      return oid(name.value, identifiers.RID);
    default:
      return text(tag.ia5String, name.value, identifiers[name.type]);
  }
}

function unreadable(identifier: number | undefined): CaError {
  if (identifier === identifiers.x400Address)
    return new CaError('unsupported', 'General names of type x400Address are not supported.');
  if (identifier === identifiers.ediPartyName)
    return new CaError('unsupported', 'General names of type ediPartyName are not supported.');
  const found = identifier === undefined ? 'nothing' : describeTag(identifier);
  return new CaError('bad_der', `${found} where a general name was expected.`);
}
