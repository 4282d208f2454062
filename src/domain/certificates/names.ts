import { toHex } from '#base';
import { digest, findExtension, formatGeneralName } from '#x509';
import type { Extension, GeneralName, Name } from '#x509';

/** One name under which a certificate is found. */
export interface IndexedName {
  /** `CN`, or the type of a general name: `DNS`, `IP`, `email`, … */
  readonly type: string;
  /** In lower case, at most 255 characters. */
  readonly value: string;
}

const commonNameOid = '2.5.4.3';
const maxLength = 255;

/** The names of a certificate: all of its subject alternative name, and its common names where these do not stand there. */
export function namesOf(document: {
  readonly subject: Name;
  readonly extensions: readonly Extension[];
}): IndexedName[] {
  const value = findExtension(document.extensions, 'subject_alternative_name')?.value ?? [];
  const alternative = value.map(indexedName);
  const common = document.subject
    .filter(({ oid }) => oid === commonNameOid)
    .map((attribute) => ({ type: 'CN', value: foldName(attribute.value) }))
    .filter((name) => !alternative.some((each) => each.value === name.value));
  return [...common, ...alternative];
}

/** A general name as it is found. */
export function indexedName(name: GeneralName): IndexedName {
  const text = formatGeneralName(name);
  return { type: name.type, value: foldName(text.slice(name.type.length + 1)) };
}

/** The spelling in which names are compared. */
export function foldName(text: string): string {
  return text.toLowerCase().slice(0, maxLength);
}

/** SHA-256 of a certificate, upper-case hex without colons. */
export function sha256Of(der: Uint8Array): string {
  return toHex(digest('SHA-256', der)).toUpperCase();
}
