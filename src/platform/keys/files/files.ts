import type { KeyBackend } from '../key-backend.ts';
import { softwareKeys } from '../software-keys.ts';
import { isKeyFileName, openKeyDirectory } from './key-directory.ts';

/**
 * Keeps each key in a file of its own: PKCS #8 DER, plain, or encrypted when it was created or imported with a
 * password (RFC 5958, RFC 8018). `KeyRef` is `{ file }`, a random name in `directory`; on probation the file has
 * `.pending` behind that name.
 *
 * The directory is made with the first key, 0700, files 0600; looser modes are refused (`key_unavailable`) each time a
 * file is read. A key read once stays in memory until the process ends or the key is removed, so that a file is read,
 * and a password worked through, once: whoever wants a locked key must still bring its password on every call.
 * The public key of a locked key is known without the password from its creation, or first use, in this process on.
 *
 * @param options.directory  Made when missing; a relative path counts from the directory of the process.
 */
export function files(options: { readonly directory: string }): KeyBackend {
  const medium = openKeyDirectory(options.directory);
  return softwareKeys({ type: 'files', medium, member: 'file', isName: isKeyFileName });
}
