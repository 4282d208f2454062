import type { Secret } from '#base';
import type { Database } from '#db';
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
 * stands between us and the key: it is not there, is locked, the password is wrong, the device is gone; `busy` when
 * it has too much to do already.
 */
export interface KeyBackend {
  /** What kind it is, as a settings file names it, for lists: `files`, `pkcs11`. Default: `custom`. */
  readonly type?: string;
  /** Throws, with the reason, when the medium as a whole cannot be used now. Default: it can. */
  check?(): Promise<void>;
  /**
   * Makes a key and returns its name once the key is safe on its medium; locked when `unlock` is given. Where there is
   * {@link keep}, the key is on probation: it can be used at once, but a later {@link sweep} may destroy it.
   */
  create(spec: KeySpec, unlock?: Unlock): Promise<KeyRef>;
  /** SubjectPublicKeyInfo, DER (RFC 5280 §4.1.2.7). A locked key may want `unlock`. */
  publicKey(key: KeyRef, unlock?: Unlock): Promise<Uint8Array>;
  /**
   * Signs the bytes of `message`, not their digest; its `buffer` may hold other documents as well. Signatures are as X.509
   * wants them: ECDSA in DER (RFC 3279). More than a mebibyte, a long CRL, may lie in shared memory (`SharedArrayBuffer`),
   * which WebCrypto does not take.
   */
  sign(
    key: KeyRef,
    message: Uint8Array,
    algorithm: SignatureAlgorithm,
    unlock?: Unlock,
  ): Promise<Uint8Array>;
  /** Whether {@link sign} would have the key now. Default: whether the public key can be had. Never throws for `no`. */
  usable?(key: KeyRef, unlock?: Unlock): Promise<boolean>;
  /**
   * Takes in a key made elsewhere, unencrypted PKCS #8 DER (RFC 5958); locked when `unlock` is given. On probation as
   * after {@link create}.
   */
  import?(pkcs8: Uint8Array, unlock?: Unlock): Promise<KeyRef>;
  /**
   * Ends the probation of a key, for good once this has resolved; its name stays the same. No error when it has ended
   * before. A backend that has this has {@link sweep}: together they see to it that no process that dies between
   * making a key and putting its name on record leaves a key behind that nobody knows.
   */
  keep?(key: KeyRef): Promise<void>;
  /**
   * Destroys the keys that have been on probation for longer than `olderThanMs` by the machine's clock, and what was
   * left of those whose making was cut short; never one of `spared`.
   */
  sweep?(olderThanMs: number, spared: readonly KeyRef[]): Promise<void>;
  /**
   * Encrypts anew, under the secret that the settings have now, every key that is still encrypted under the former one;
   * gives how many these were. Cut short, it has done some of them, and can be run again.
   */
  rewrap?(): Promise<number>;
  /** Destroys a key, for instance when what it was created for did not come to be. No error when it is gone already. */
  remove?(key: KeyRef): Promise<void>;
}

/** Where a backend stands that keeps its keys in the database of the authorities. */
export interface KeyBackendPlace {
  readonly db: Database;
  /** Under which the settings have it; keys of other aliases are none of its business. */
  readonly alias: string;
}

/** A backend, or what makes one once the database is open. */
export type KeyBackendSource = KeyBackend | ((place: KeyBackendPlace) => KeyBackend);
