import { CaError } from '#base';
import { canBeUsedFor } from '#lint';
import { formatKeySpec, type Extension, type SubjectKeySpec } from '#x509';

/**
 * An extension of a profile as it suits a key: of Key Usage, what a key of that kind can be used for at all. One profile
 * serves keys that encipher and keys that do not (RFC 8813 §3, RFC 9295 §3, RFC 9881 §5: the bits MUST NOT be there).
 *
 * @throws CaError `bad_key` when nothing is left that such a key could be used for.
 */
export function fittingUsage(
  extension: Extension,
  key: SubjectKeySpec,
  profile: string,
): Extension {
  if (extension.type !== 'key_usage') return extension;
  const value = extension.value.filter((usage) => canBeUsedFor(key, usage));
  if (value.length > 0) {
    // The very same one where it can be: what is frozen is encoded once.
    return value.length === extension.value.length ? extension : { ...extension, value };
  }
  const kind = formatKeySpec(key);
  throw new CaError(
    'bad_key',
    `A ${kind} key can do nothing of what the profile ${profile} is for.`,
  );
}
