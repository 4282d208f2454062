import { CaError } from '#base';
import { encodeDer, raw, sequence } from '#der';
import type { DerValue } from '#der';
import { encodeExtension, extensionOid } from './extension.ts';
import type { Extension } from './extension.ts';

/** Extensions that can never change again, in DER. */
const encoded = new WeakMap<Extension, DerValue>();

/**
 * Extensions, as `encodeExtensions` writes them, for the documents that are made again and again: an extension that is
 * frozen through and through, as those of profiles are, is encoded the first time only.
 *
 * @throws CaError `bad_extension` when two have the same OID, and as `encodeExtension`.
 */
export function extensionsValue(list: readonly Extension[]): DerValue {
  requireDifferent(list.map(extensionOid));
  return sequence(...list.map(extensionValue));
}

/** So few that comparing each with each is quicker than any set of them. */
function requireDifferent(oids: readonly string[]): void {
  for (let i = 1; i < oids.length; i++) {
    for (let j = 0; j < i; j++)
      if (oids[i] === oids[j])
        throw new CaError('bad_extension', 'An extension must not occur twice.');
  }
}

function extensionValue(extension: Extension): DerValue {
  const known = encoded.get(extension);
  if (known) return known;
  if (!isFrozenThroughout(extension)) return encodeExtension(extension);
  const value = raw(encodeDer(encodeExtension(extension)));
  encoded.set(extension, value);
  return value;
}

function isFrozenThroughout(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozenThroughout);
}
