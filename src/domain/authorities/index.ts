/**
 * Certificate authorities: made, chained, enabled, found; the URLs their certificates carry; and the only road to
 * their private keys, `sign`, which puts the exact bytes on record first and checks the signature after. Knows no
 * certificate for users, no profile, no request.
 *
 * Table: `authority`. Events: `authority.created`, `authority.updated`, `authority.abandoned`. Gate: `authority.create`.
 * RFC 5280 §4.1, §4.2.1.9.
 */
import type { Prepared } from '#lint';
import type { Extension } from '#x509';
import type { Authority, AuthorityRef } from './authority.ts';
import type { AuthoritiesOptions, Context } from './context.ts';
import { createAuthority } from './create.ts';
import {
  chainOf,
  findAuthority,
  getAuthority,
  listAuthorities,
  preferredAuthority,
  resolveAuthority,
  signerOf,
} from './find.ts';
import { giveUpOldIntents } from './recover.ts';
import { createSigning, type SignOptions } from './sign.ts';
import { isUsable, requireUsable } from './state.ts';
import { createStore } from './store.ts';
import type { CreateAuthority } from './new-authority.ts';
import { updateAuthority, type AuthorityChanges } from './update.ts';
import { fillPlaceholders, placeholders } from './urls.ts';

export type { Authority, AuthorityRef, Reason, Revocation, SignExtensions } from './authority.ts';
export type { Unlock } from '#keys';
export type { AuthoritiesOptions } from './context.ts';
export type { CreateAuthority } from './new-authority.ts';
export { migrations } from './migrations.ts';
export { toRevocation } from './record.ts';
export { findSerial, newSerial } from './serial.ts';
export type { SignOptions } from './sign.ts';
export type { AuthorityChanges } from './update.ts';

/** The verbs of this room. */
export interface Authorities {
  /** Makes a root, or an authority below `parent`; see {@link createAuthority}. */
  create(request: CreateAuthority): Promise<Authority>;
  find(ref: AuthorityRef): Promise<Authority | undefined>;
  /** As `find`; throws `not_found`. */
  get(ref: AuthorityRef): Promise<Authority>;
  /** Every authority, in the order in which they were made. */
  list(): Promise<readonly Authority[]>;
  /** The one that a person means by a serial, the beginning of one, a name or a CN. */
  resolve(text: string): Promise<Authority>;
  /** The one to take when nobody names one. */
  preferred(): Promise<Authority>;
  update(ref: AuthorityRef, changes: AuthorityChanges): Promise<Authority>;
  /** Itself first, the root last. */
  chain(authority: Authority): Promise<readonly Authority[]>;
  /** Throws unless it may sign now: enabled, in its validity, not revoked. */
  requireUsable(authority: Authority): void;
  /** Whether it may sign now and its private key can be reached from here. */
  canSign(authority: Authority): Promise<boolean>;
  /** What it puts into the certificate with this serial, URL placeholders filled in. */
  signExtensions(authority: Authority, serial: string): readonly Extension[];
  /** Gives up what a crash cut short more than ten minutes ago: its name is free again, its key destroyed. */
  recover(): Promise<void>;
  /** The only road to its private key; see {@link createSigning}. */
  sign(
    authority: Authority,
    prepared: Prepared<unknown>,
    options: SignOptions,
  ): Promise<Uint8Array>;
}

/** Makes the room. */
export function createAuthorities(options: AuthoritiesOptions): Authorities {
  const context: Context = {
    ...options,
    store: createStore(options.db),
    signing: createSigning(options),
  };
  const now = (): number => options.clock.now();
  return Object.freeze({
    create: (request) => createAuthority(context, request),
    find: (ref) => findAuthority(context, ref),
    get: (ref) => getAuthority(context, ref),
    list: () => listAuthorities(context),
    resolve: (text) => resolveAuthority(context, text),
    preferred: () => preferredAuthority(context),
    update: (ref, changes) => updateAuthority(context, ref, changes),
    chain: (authority) => chainOf(context, authority),
    requireUsable: (authority) => requireUsable(authority, now()),
    canSign: async (authority) => {
      if (!isUsable(authority, now())) return false;
      const { keyBackend, keyRef } = await signerOf(context, authority);
      return options.keys.usable(keyBackend, keyRef);
    },
    signExtensions: (authority, serial) => {
      const { sign } = authority;
      const values = placeholders(
        { signerSerial: authority.serial, serial, urlPath: options.urlPath ?? '' },
        'user',
      );
      return [
        sign.authorityInformationAccess,
        sign.certificatePolicies,
        sign.crlDistributionPoints,
        sign.issuerAlternativeName,
      ]
        .filter((each) => each !== null)
        .map((each) => fillPlaceholders(each, values));
    },
    recover: () => giveUpOldIntents(context),
    sign: async (authority, prepared, signOptions) => {
      const fresh = await getAuthority(context, { id: authority.id });
      requireUsable(fresh, now());
      return context.signing.sign(await signerOf(context, fresh), prepared, signOptions);
    },
  } satisfies Authorities);
}
