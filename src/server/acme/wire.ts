import type { Acme, AcmeAccount } from '#acme';
import type { Authorities, Authority } from '#authorities';
import type { Clock } from '#base';
import type { Jws } from './jws.ts';
import type { SigningKey } from './jwk.ts';
import type { Nonces } from './nonces.ts';
import type { Urls } from './urls.ts';

/** What the surface is made from. */
export interface AcmeWireParts {
  readonly acme: Acme;
  readonly authorities: Authorities;
  readonly clock: Clock;
  /**
   * External address of the server: scheme, host and port, no slash at the end; asked with each request, as the port may
   * be known late. What a client says in Host is not asked.
   */
  readonly url: () => string;
  /** Prefix of every address: empty (the default), or ending in a slash. */
  readonly path?: string;
}

/** What every endpoint is given. */
export interface Wire extends Omit<AcmeWireParts, 'url'> {
  /** As it is now. */
  readonly url: string;
  /** External address and prefix, ending in a slash. */
  readonly base: string;
  readonly nonces: Nonces;
}

/** One request to an authority that ACME clients may come to. */
export interface Call {
  readonly wire: Wire;
  readonly authority: Authority;
  readonly urls: Urls;
  /** The parameters of the route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly accept: string | undefined;
  /** The address it comes from. */
  readonly client: string;
}

/** One whose JWS was verified and whose nonce is spent. */
export interface SignedCall extends Call {
  readonly jws: Jws;
  readonly signer: SigningKey;
}

/** One that is signed by an account. */
export interface AccountCall extends SignedCall {
  readonly account: AcmeAccount;
}

/** What is sent; a body that is not octets becomes JSON. */
export interface Answer {
  /** Default: 200. */
  readonly status?: number;
  readonly body?: object | Uint8Array;
  /** Default: `application/json`. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** `Link`, beside the one to the directory. */
  readonly links?: readonly Link[];
}

/** RFC 8288. */
export interface Link {
  readonly url: string;
  readonly rel: string;
}
