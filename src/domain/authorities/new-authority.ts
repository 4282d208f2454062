import type { Unlock } from '#keys';
import type { Extension, HashName, KeySpec, Name } from '#x509';
import type { AuthorityRef } from './authority.ts';
import type { AuthoritySettings, Companions } from './settings.ts';

/** What a new authority of our own making is to be. */
export interface NewAuthority extends AuthoritySettings {
  /** Must have a common name. */
  readonly subject: Name;
  /** Default: EC P-384 for a root, EC P-256 below one. */
  readonly key?: KeySpec;
  /** How many authorities may follow below; null for as many as those above leave. Default: null for a root, else 0. */
  readonly pathLength?: number | null;
  /** Further extensions of its own certificate; key usage is cRLSign and keyCertSign unless named here. */
  readonly extensions?: readonly Extension[];
}

/** A certificate authority to be made. */
export interface CreateAuthority extends NewAuthority, Companions {
  /** Who signs it. Default: itself; it is a root. */
  readonly parent?: AuthorityRef;
  /** Last valid second, cut to the minute and to the parent's own. Default: 10 years for a root, 5 below one. */
  readonly notAfter?: Date;
  readonly algorithm?: HashName;
  /** Opens the parent's key. */
  readonly parentUnlock?: Unlock;
}
