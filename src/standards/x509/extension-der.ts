import { CaError } from '#base';
import { encodeDer, raw, sequence } from '#der';
import type { DerValue } from '#der';
import { encodeExtension, extensionOid } from './extension.ts';
import type { Extension } from './extension.ts';

/** DER of extensions that can never change again. */
const encoded = new WeakMap<Extension, Uint8Array>();

/**
 * Extensions, as `encodeExtensions` writes them, for the documents that are made again and again: an extension that is
 * frozen through and through, as those of profiles and authorities are, is encoded the first time only.
 *
 * @throws CaError `bad_extension` when two have the same OID, and as `encodeExtension`.
 */
export function extensionsValue(list: readonly Extension[]): DerValue {
  const oids = new Set(list.map(extensionOid));
  if (oids.size !== list.length)
    throw new CaError('bad_extension', 'An extension must not occur twice.');
  return sequence(...list.map((each) => raw(extensionDer(each))));
}

function extensionDer(extension: Extension): Uint8Array {
  const known = encoded.get(extension);
  if (known) return known;
  const der = encodeDer(encodeExtension(extension));
  if (isFrozenThroughout(extension)) encoded.set(extension, der);
  return der;
}

function isFrozenThroughout(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenThroughout);
}
