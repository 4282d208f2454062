import type { AcmeAccount } from '#acme';
import { findAlgorithm } from './algorithms.ts';
import { parseJwk, toSigningKey, unfitAlgorithm, type SigningKey } from './jwk.ts';
import { parseJws, requireSignature, type JwsHeader } from './jws.ts';
import { AcmeFault, malformed } from './problem.ts';
import type { AccountCall, Call, SignedCall } from './wire.ts';

/** A request as it came over HTTP. */
export interface Posted {
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
  /** The address it was sent to, as a client writes it. */
  readonly url: string;
}

/**
 * Establishes that a request is signed by an account of the authority, for this address, and comes for the first time
 * (RFC 8555 §6.2 to §6.5). The nonce is spent last: what is refused here has changed nothing.
 *
 * @throws AcmeFault `malformed`, `badNonce`, `badSignatureAlgorithm`, `unauthorized`; CaError `no_such_account`,
 *   `unauthorized` (a deactivated account).
 */
export async function requireAccount(call: Call, posted: Posted): Promise<AccountCall> {
  const jws = readJws(posted);
  const { kid } = jws.header;
  if (kid === undefined) throw malformed('The JWS must name an account in kid.');
  const account = await accountOf(call, kid);
  const signer = toSigningKey(account.key);
  requireAlgorithm(jws.header, signer);
  return { ...(await settle({ ...call, jws, signer }, posted)), account };
}

/** As {@link requireAccount}, of a request that brings its key along. */
export async function requireKey(call: Call, posted: Posted): Promise<SignedCall> {
  const jws = readJws(posted);
  if (jws.header.jwk === undefined) throw malformed('The JWS must bring its key in jwk.');
  const signer = parseJwk(jws.header.jwk, jws.header.alg);
  return settle({ ...call, jws, signer }, posted);
}

/** By an account where the JWS names one, else by the key that it brings. */
export function requireEither(call: Call, posted: Posted): Promise<AccountCall | SignedCall> {
  const { kid } = readJws(posted).header;
  return kid === undefined ? requireKey(call, posted) : requireAccount(call, posted);
}

function readJws({ contentType, body }: Posted): ReturnType<typeof parseJws> {
  if (contentType !== 'application/jose+json') {
    throw new AcmeFault(
      'malformed',
      415,
      'Requests should use the application/jose+json content type.',
    );
  }
  const jws = parseJws(body);
  const { jwk, kid } = jws.header;
  if (jwk !== undefined && kid !== undefined)
    throw malformed('jwk and kid are mutually exclusive.');
  return jws;
}

async function accountOf({ wire, authority }: Call, kid: string): Promise<AcmeAccount> {
  const [, slug = ''] = /\/acct\/([A-Za-z0-9]{1,64})\/$/.exec(kid) ?? [];
  const account = await wire.acme.getAccount(authority, { slug });
  if (wire.acme.accountUrl(account) === kid) return account;
  throw new AcmeFault('accountDoesNotExist', 400, 'kid is not the address of an account.');
}

function requireAlgorithm({ alg }: JwsHeader, { key, algorithm }: SigningKey): void {
  if (findAlgorithm(alg, key) !== algorithm) throw unfitAlgorithm();
}

async function settle(call: SignedCall, { url }: Posted): Promise<SignedCall> {
  const { wire, authority, jws, signer } = call;
  requireSignature(jws, signer);
  const nonce = await wire.nonces.check(authority, jws.header.nonce);
  if (jws.header.url !== url) {
    throw new AcmeFault('unauthorized', 401, 'The JWS was signed for another address.');
  }
  await wire.nonces.spend(nonce);
  return call;
}
