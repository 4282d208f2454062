/**
 * Private keys: backends that make them, give their public half and sign bytes, each behind an alias; private keys
 * never leave a backend. Knows files, tokens, passwords and signature algorithms; does not know what is signed or
 * whether it may be: only `authorities` and `ocsp` stand on this room.
 *
 * Tables: `stored_key` (keys of backends of type `database`, encrypted). No events.
 *
 * RFC 5958 (PKCS #8), RFC 8018 (PKCS #5) for files and rows, RFC 7914 (scrypt) for rows; PKCS #11 (OASIS v2.40, v3.0) for tokens; RFC 5280 §4.1.2.7 for
 * public keys.
 */
export { openKeyBackend } from './backend-settings.ts';
export type { KeyBackendSettings, SecretSettings } from './backend-settings.ts';
export { database } from './db/database-keys.ts';
export type { DatabaseKeysOptions } from './db/database-keys.ts';
export { migrations } from './db/migrations.ts';
export { files } from './files/files.ts';
export type {
  KeyBackend,
  KeyBackendPlace,
  KeyBackendSource,
  KeyRef,
  Unlock,
} from './key-backend.ts';
export { createKeys } from './keys.ts';
export type { Keys } from './keys.ts';
export { pkcs11 } from './pkcs11/pkcs11.ts';
export type { Pkcs11Options } from './pkcs11/pkcs11.ts';
export { secretFile } from './secret-file.ts';
export type { SecretSource } from './secret-file.ts';
