import type { Clock } from '#base';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Keys } from '#keys';
import type { createSigning } from './sign.ts';
import type { AuthorityStore } from './store.ts';
import type { CertificateStore } from './certificate-store.ts';

/** What the room is made from. */
export interface AuthoritiesOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly events: Events;
  /** Prefix below which everything is served, as it stands in certificates: empty or ending in a slash. */
  readonly urlPath?: string;
  /** Host (and port) for the URLs in certificates. Default: none, and then no URLs either. */
  readonly defaultHostname?: string;
  /** Least size of RSA keys of authorities. Default: 2048. */
  readonly minKeySizeBits?: number;
  /** Hears of keys that could not be cleared away. Default: nobody. */
  readonly report?: (error: unknown) => void;
}

/** What the verbs of this room share. */
export interface Context extends AuthoritiesOptions {
  readonly store: AuthorityStore;
  readonly certificateStore: CertificateStore;
  readonly signing: ReturnType<typeof createSigning>;
}
