import type { Secret } from '#base';
import type { KeySpec, SignatureAlgorithm } from '#x509';

/** What names one key inside its backend: a few JSON scalars, stored with the authority, never a secret. */
export type KeyRef = Readonly<Record<string, string | number | boolean | null>>;

/** What opens a locked key for one call. It is never stored. */
export interface Unlock {
  readonly password: Secret;
}

/**
 * What an HSM, a file or a cloud must be able to do to keep the keys of authorities. Private keys never come out of it.
 * Its methods are called at any rate, many at once, in any order. `test/conformance/key-backend.ts` tells whether a
 * backend keeps these promises.
 *
 * Every method throws CaError: `bad_key` when an algorithm does not go with the key or `pkcs8` is no key,
 * `unsupported` for a kind of key or an algorithm the backend does not know, `key_unavailable` for everything that
 * stands between us and the key: it is not there, is locked, the password is wrong, the device is gone.
 */
export interface KeyBackend {
  /** Makes a key and returns its name once the key is safe on its medium; locked when `unlock` is given. */
  create(spec: KeySpec, unlock?: Unlock): Promise<KeyRef>;
  /** SubjectPublicKeyInfo, DER (RFC 5280 §4.1.2.7). A locked key may want `unlock`. */
  publicKey(key: KeyRef, unlock?: Unlock): Promise<Uint8Array>;
  /** Signs the bytes of `message`, not their digest. Signatures are as X.509 wants them: ECDSA in DER (RFC 3279). */
  sign(
    key: KeyRef,
    message: Uint8Array,
    algorithm: SignatureAlgorithm,
    unlock?: Unlock,
  ): Promise<Uint8Array>;
  /** Whether {@link sign} would have the key now. Default: whether the public key can be had. Never throws for `no`. */
  usable?(key: KeyRef, unlock?: Unlock): Promise<boolean>;
  /** Takes in a key made elsewhere, unencrypted PKCS #8 DER (RFC 5958); locked when `unlock` is given. */
  import?(pkcs8: Uint8Array, unlock?: Unlock): Promise<KeyRef>;
  /** Destroys a key, for instance when what it was created for did not come to be. No error when it is gone already. */
  remove?(key: KeyRef): Promise<void>;
}
