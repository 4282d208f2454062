/**
 * Certificate authorities: made, taken in from elsewhere, certified by others, cross-signed, renewed, given a new key,
 * chained, enabled, revoked, found; the URLs their certificates carry; and the only road to their private keys, `sign`,
 * which puts the exact bytes on record first and checks the signature after. Knows no certificate for users, no profile,
 * no request.
 *
 * Tables: `authority`, `authority_certificate` (those beside its present one). Events: `authority.created`,
 * `authority.requested`, `authority.updated`, `authority.renewed`, `authority.certified`, `authority.revoked`,
 * `authority.abandoned`. Gates: `authority.create`, `authority.certify`, `authority.revoke`.
 * RFC 5280 §4.1, §4.2.1.9, §6.1; RFC 2986; RFC 9810 §4.4.
 */
import type { Prepared } from '#lint';
import type { Certificate, Extension } from '#x509';
import { acceptCertificate, type AcceptOptions } from './accept.ts';
import type {
  Authority,
  AuthorityCertificate,
  AuthorityRef,
  RequestedAuthority,
} from './authority.ts';
import { exportAuthority, pickChain, type ExportAuthority } from './bundle.ts';
import { createCertificateStore } from './certificate-store.ts';
import { certificatesBy, certificatesOf, chainsOf, type ChainLink } from './chains.ts';
import type { AuthoritiesOptions, Context } from './context.ts';
import { createAuthority } from './create.ts';
import { crossSign, type CrossSign } from './cross-sign.ts';
import {
  certificatesAbove,
  chainOf,
  findAuthority,
  getAuthority,
  listAuthorities,
  lookAgain,
  preferredAuthority,
  resolveAuthority,
  signerOf,
} from './find.ts';
import { importAuthority, type ImportAuthority } from './import.ts';
import type { CreateAuthority, NewAuthority } from './new-authority.ts';
import { clearAway } from './recover.ts';
import { rekeyAuthority, type RekeyAuthority } from './rekey.ts';
import { renewAuthority, type RenewAuthority } from './renew.ts';
import {
  listRequested,
  requestAgain,
  requestAuthority,
  withdrawRequest,
  type RequestedRef,
} from './request.ts';
import { revokeAuthority, type RevokeAuthority } from './revoke.ts';
import { createSigning, type SignOptions } from './sign.ts';
import { signExtensionsFor } from './sign-extensions.ts';
import { isUsable, requireUsable } from './state.ts';
import { createStore } from './store.ts';
import { updateAuthority, type AuthorityChanges } from './update.ts';

export type { AcceptOptions } from './accept.ts';
export type {
  Authority,
  AuthorityCertificate,
  AuthorityRef,
  CertificateKind,
  Reason,
  RequestedAuthority,
  Revocation,
  SignExtensions,
} from './authority.ts';
export type { Unlock } from '#keys';
export { encodeBundle } from './bundle.ts';
export type { BundleFormat, ExportAuthority } from './bundle.ts';
export type { ChainLink } from './chains.ts';
export type { AuthoritiesOptions } from './context.ts';
export { crlShardOf, crlShards } from './crl-shard.ts';
export type { CrossSign } from './cross-sign.ts';
export type { ImportAuthority } from './import.ts';
export type { CreateAuthority, NewAuthority } from './new-authority.ts';
export { whileInService } from './state.ts';
export { migrations } from './migrations.ts';
export { readBundle } from './read-bundle.ts';
export type { RekeyAuthority } from './rekey.ts';
export type { RenewAuthority } from './renew.ts';
export type { RequestedRef } from './request.ts';
export { addRevocation, toRevocation } from './revocation-columns.ts';
export type { RevocationColumns } from './revocation-columns.ts';
export type { RevokeAuthority } from './revoke.ts';
export { findSerial, newSerial } from './serial.ts';
export type { AuthorityFacts, AuthoritySettings, Companions } from './settings.ts';
export type { SignOptions } from './sign.ts';
export { isSignedBy } from './signed-by.ts';
export type { AuthorityChanges } from './update.ts';

/** The verbs of this room. */
export interface Authorities {
  /** Makes a root, or an authority below `parent`; see {@link createAuthority}. */
  create(request: CreateAuthority): Promise<Authority>;
  /** Takes in one that was made elsewhere, with its key; see {@link importAuthority}. */
  import(request: ImportAuthority): Promise<Authority>;
  /** Begins one below another house: a key, and a CSR to be sent there; see {@link requestAuthority}. */
  request(request: NewAuthority): Promise<RequestedAuthority>;
  /** A CSR for the key of one that has a certificate; see {@link requestAgain}. */
  requestAgain(
    ref: AuthorityRef,
    options?: { readonly unlock?: SignOptions['unlock']; readonly actor?: string },
  ): Promise<string>;
  /** Those that wait for the certificate of another house, in the order in which they were begun. */
  requested(): Promise<readonly RequestedAuthority[]>;
  /** Gives up one that waits; its key is destroyed. */
  withdraw(ref: RequestedRef, options?: { readonly actor?: string }): Promise<void>;
  /** Takes in what another house signed for a key of ours; see {@link acceptCertificate}. */
  accept(
    ref: AuthorityRef,
    certificate: string | Uint8Array,
    options?: AcceptOptions,
  ): Promise<Authority>;
  /** A certificate for the same key and name by another authority; see {@link crossSign}. */
  crossSign(
    subject: AuthorityRef,
    by: AuthorityRef,
    options?: CrossSign,
  ): Promise<AuthorityCertificate>;
  /** A new certificate for the same key in the place of the present one; see {@link renewAuthority}. */
  renew(ref: AuthorityRef, options?: RenewAuthority): Promise<Authority>;
  /** A second authority with a new key, linked with the old one; see {@link rekeyAuthority}. */
  rekey(ref: AuthorityRef, request: RekeyAuthority): Promise<Authority>;
  /** Revokes one that stands below another, or one of its certificates; see {@link revokeAuthority}. */
  revoke(ref: AuthorityRef, options?: RevokeAuthority): Promise<Authority>;
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
  /** Itself first, the root last; those of ours only. */
  chain(authority: Authority): Promise<readonly Authority[]>;
  /** Every chain of certificates that leads up from it, the ordinary one first; see {@link chainsOf}. */
  chains(authority: Authority): Promise<readonly (readonly ChainLink[])[]>;
  /** One of its chains, counted from 0; `bad_request` when there are not so many. */
  pickChain(authority: Authority, place: number): Promise<readonly ChainLink[]>;
  /** Its certificate, or a chain, as a file; see {@link exportAuthority}. */
  export(ref: AuthorityRef, options?: ExportAuthority): Promise<Uint8Array>;
  /** The certificates above its own, its issuer's first, those of other houses among them. */
  above(authority: Authority): Promise<readonly Certificate[]>;
  /** Every certificate for its name and key, the present one first. */
  certificates(authority: Authority): Promise<readonly AuthorityCertificate[]>;
  /**
   * Every certificate of an authority that its key has signed, its own among them where it signs itself; of these the
   * ones with one of `serials` where some are given.
   */
  certified(
    issuer: Authority,
    serials?: readonly string[],
  ): Promise<readonly AuthorityCertificate[]>;
  /** Throws unless it may sign now: enabled, in its validity, not revoked. */
  requireUsable(authority: Authority): void;
  /** Whether it may sign now and its private key can be reached from here. */
  canSign(authority: Authority): Promise<boolean>;
  /** What it puts into the certificate with this serial, URL placeholders filled in. */
  signExtensions(authority: Authority, serial: string): readonly Extension[];
  /** Clears away what a crash cut short more than ten minutes ago: names are free again, keys nobody knows are gone. */
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
    certificateStore: createCertificateStore(options.db),
    signing: createSigning(options),
  };
  const now = (): number => options.clock.now();
  return Object.freeze({
    ...lifeVerbs(context),
    find: (ref) => findAuthority(context, ref),
    get: (ref) => getAuthority(context, ref),
    list: () => listAuthorities(context),
    resolve: (text) => resolveAuthority(context, text),
    preferred: () => preferredAuthority(context),
    chain: (authority) => chainOf(context, authority),
    chains: (authority) => chainsOf(context, authority),
    pickChain: (authority, place) => pickChain(context, authority, place),
    export: (ref, options) => exportAuthority(context, ref, options),
    above: (authority) => certificatesAbove(context, authority),
    certificates: (authority) => certificatesOf(context, authority),
    certified: (issuer, serials) => certificatesBy(context, issuer, serials),
    requireUsable: (authority) => requireUsable(authority, now()),
    canSign: async (authority) => {
      if (!isUsable(authority, now())) return false;
      const { keyBackend, keyRef } = await signerOf(context, authority);
      return options.keys.usable(keyBackend, keyRef);
    },
    signExtensions: (authority, serial) => signExtensionsFor(context, authority, serial),
    recover: () => clearAway(context),
    sign: async (authority, prepared, signOptions) => {
      const { fresh, signer } = await lookAgain(context, authority);
      requireUsable(fresh, now());
      return context.signing.sign(signer, prepared, signOptions);
    },
  } satisfies Authorities);
}

/** What happens to an authority from its beginning to its end. */
function lifeVerbs(
  context: Context,
): Pick<
  Authorities,
  | 'create'
  | 'import'
  | 'request'
  | 'requestAgain'
  | 'requested'
  | 'withdraw'
  | 'accept'
  | 'crossSign'
  | 'renew'
  | 'rekey'
  | 'revoke'
  | 'update'
> {
  return {
    create: (request) => createAuthority(context, request),
    import: (request) => importAuthority(context, request),
    request: (request) => requestAuthority(context, request),
    requestAgain: (ref, options = {}) => requestAgain(context, ref, options),
    requested: () => listRequested(context),
    withdraw: (ref, { actor } = {}) => withdrawRequest(context, ref, actor),
    accept: (ref, certificate, options) => acceptCertificate(context, ref, certificate, options),
    crossSign: (subject, by, options = {}) => crossSign(context, subject, by, options),
    renew: (ref, options = {}) => renewAuthority(context, ref, options),
    rekey: (ref, request) => rekeyAuthority(context, ref, request),
    revoke: (ref, options) => revokeAuthority(context, ref, options),
    update: (ref, changes) => updateAuthority(context, ref, changes),
  };
}
