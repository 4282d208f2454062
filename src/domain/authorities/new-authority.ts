import type { Unlock } from '#keys';
import type { Extension, HashName, KeySpec, Name } from '#x509';
import type { Authority, AuthorityRef, SignExtensions } from './authority.ts';
import type { Signer } from './sign.ts';

/** A certificate authority to be made. */
export interface CreateAuthority {
  /** Unique among authorities, 1 to 255 characters. */
  readonly name: string;
  /** Must have a common name. */
  readonly subject: Name;
  /** Default: EC P-384 for a root, EC P-256 below one. */
  readonly key?: KeySpec;
  /** Alias of the key backend. Default: `default`. */
  readonly keyBackend?: string;
  /** Who signs it. Default: itself; it is a root. */
  readonly parent?: AuthorityRef;
  /** Last valid second, cut to the minute and to the parent's own. Default: 10 years for a root, 5 below one. */
  readonly notAfter?: Date;
  readonly algorithm?: HashName;
  /** How many authorities may follow below; null for no limit. Default: no limit for a root, 0 below one. */
  readonly pathLength?: number | null;
  /** Further extensions of its own certificate; key usage is cRLSign and keyCertSign unless named here. */
  readonly extensions?: readonly Extension[];
  readonly apiEnabled?: boolean;
  /** What it puts into the certificates it signs. Default: URLs of this server, where a hostname is known. */
  readonly sign?: Partial<SignExtensions>;
  /** Host (and port) for URLs. Default: that of the settings; false for no URLs. */
  readonly defaultHostname?: string | false;
  readonly caaIdentity?: string;
  readonly website?: string;
  readonly termsOfService?: string;
  /** Protects the new key where the backend can. */
  readonly unlock?: Unlock;
  /** Opens the parent's key. */
  readonly parentUnlock?: Unlock;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** What comes together in the certificate of a new authority. */
export interface Parts {
  readonly own: Signer;
  readonly signer: Signer;
  readonly serial: string;
  readonly parent: Authority | undefined;
}
