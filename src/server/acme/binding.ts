import { createHmac } from 'node:crypto';
import { equalSecrets } from '#base';
import { findBase64Url } from './base64url.ts';
import { thumbprintOf } from './jwk.ts';
import { payloadObject, toJws } from './jws.ts';
import { AcmeFault, malformed } from './problem.ts';
import type { SignedCall } from './wire.ts';

const hashes: Readonly<Record<string, string>> = {
  HS256: 'sha256',
  HS384: 'sha384',
  HS512: 'sha512',
};

/**
 * Verifies an external account binding (RFC 8555 §7.3.4): a JWS over the very key that signed the request, under the MAC
 * key of a binding that may still bind. Gives its key id; that it binds once is for whoever registers the account.
 *
 * @throws AcmeFault `malformed`, `badSignatureAlgorithm`, `unauthorized`; CaError `unauthorized`.
 */
export async function verifyBinding(
  { wire, authority, urls, signer }: SignedCall,
  binding: unknown,
): Promise<string> {
  const jws = toJws(binding);
  const { alg, kid, url, nonce, jwk } = jws.header;
  const hash = Object.hasOwn(hashes, alg) ? hashes[alg] : undefined;
  if (hash === undefined) throw unfitMac();
  if (kid === undefined || jwk !== undefined)
    throw malformed('The binding must name its key in kid.');
  if (nonce !== undefined) throw malformed('The binding must not have a nonce.');
  if (url !== urls.newAccount) throw malformed('The binding was made for another address.');
  if (thumbprintOf(payloadObject(jws)) !== signer.thumbprint) {
    throw malformed('The binding is for another account key.');
  }
  const key = findBase64Url((await wire.acme.bindings.key(authority, kid)).reveal());
  const mac = createHmac(hash, key ?? new Uint8Array(0))
    .update(jws.signingInput)
    .digest();
  if (!key || !equalSecrets(mac, jws.signature)) throw wrongMac();
  return kid;
}

function unfitMac(): AcmeFault {
  const detail = 'The binding is not signed in an algorithm that is known here.';
  return new AcmeFault('badSignatureAlgorithm', 400, detail, {
    members: { algorithms: Object.keys(hashes) },
  });
}

function wrongMac(): AcmeFault {
  return new AcmeFault('unauthorized', 401, 'The binding does not verify.');
}
