/**
 * Private keys: backends that make them, give their public half and sign bytes, each behind an alias; private keys
 * never leave a backend. Knows files, passwords and signature algorithms; does not know what is signed or whether it
 * may be: only `authorities` and `ocsp` stand on this room. No tables, no events.
 * RFC 5958 (PKCS #8), RFC 8018 (PKCS #5) for key files; RFC 5280 §4.1.2.7 for public keys.
 */
export { files } from './files/files.ts';
export type { KeyBackend, KeyRef, Unlock } from './key-backend.ts';
export { createKeys } from './keys.ts';
export type { Keys } from './keys.ts';
