import type { Reason, Unlock } from '#authorities';

/** Which certificates of its authority a list speaks of (RFC 5280 §5.2.5). */
export interface CrlScope {
  /** `user`: those of users; `ca`: those of the authorities below; `attribute`: of these there are none; `all`. */
  readonly contains: 'user' | 'ca' | 'attribute' | 'all';
  /** Only those revoked for one of these; neither `unspecified` nor `removeFromCRL`. Default: for whatever reason. */
  readonly reasons?: readonly Reason[];
  /** Only this part of the certificates of users, 0 to 127; see `crlShardOf` of #authorities. */
  readonly shard?: number;
}

/** Names one list of an authority: a scope, and whether its delta list is meant. */
export interface CrlName extends CrlScope {
  /** The changes since an earlier complete list (RFC 5280 §5.2.4). Default: false. */
  readonly delta?: boolean;
}

/** A list as it was signed and published. Frozen; its bytes are read by `crl.read`. */
export interface PublishedCrl {
  readonly id: number;
  readonly authorityId: number;
  /** `user`, `ca`, `user/shard/7`, `user/delta`, `all/keyCompromise,superseded`. */
  readonly name: string;
  /** The CRL number (RFC 5280 §5.2.3). */
  readonly number: number;
  /** Of a delta list: the number of the list that it is the difference to. */
  readonly baseNumber: number | null;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** When it could be had from then on. */
  readonly published: Date;
  /**
   * How long the longest of the revocations that it was the first to show had waited for it, in milliseconds: from
   * revocation to publication. Null where it shows none that the list before it did not.
   */
  readonly visibleMs: number | null;
  /** How many certificates it names. */
  readonly entries: number;
  /** Of the DER. */
  readonly sizeBytes: number;
  /** Of its compressed copy; null while there is none. */
  readonly gzipBytes: number | null;
}

/** Which lists an authority keeps up to date, and for how long each may be believed. */
export interface CrlPolicy {
  /** From thisUpdate to nextUpdate, in seconds, at least 600. Default: 86400. */
  readonly validitySeconds: number;
  /** How long before nextUpdate the next one comes, in seconds, at least 300, less than the validity. Default: 43200. */
  readonly renewalSeconds: number;
  /** Default: `user`, `ca`. */
  readonly lists: readonly CrlScope['contains'][];
  /** The list of users also in 128 parts, for certificates that name theirs by `{CRL_SHARD_PATH}`. Default: false. */
  readonly shards: boolean;
  /** A delta list beside the list of users. Default: false. */
  readonly deltas: boolean;
  /** How many lists of a name stay readable, the last one included; at least 1. Default: 3. */
  readonly kept: number;
}

/** How lists are asked for. */
export interface GenerateOptions {
  /** Also those that nothing has changed in and that are not yet due. Default: false. */
  readonly force?: boolean;
  /** Opens the authority's key where the backend wants a password or PIN; never stored. */
  readonly unlock?: Unlock;
  /** Who asks, for the record of events. Default: `library`. */
  readonly actor?: string;
}

/** How one list is asked for. */
export interface MakeOptions extends Omit<GenerateOptions, 'force'> {
  /** From thisUpdate to nextUpdate, in seconds, at least 1. Default: that of the policy. */
  readonly validitySeconds?: number;
}

/** A list that nobody should have to wait for any longer. */
export interface CrlAlarm {
  readonly authorityId: number;
  /** Of the authority. */
  readonly serial: string;
  readonly name: string;
  /**
   * `late`: it ought to have been renewed for half the renewal window, and is still believed for the other half.
   * `stale`: its nextUpdate has passed, or there never was one.
   */
  readonly state: 'late' | 'stale';
  /** Null where there never was one. */
  readonly nextUpdate: Date | null;
  readonly number: number | null;
}
