import { isCaError } from '#base';
import { parseJwk, thumbprintOf, type SigningKey } from '../jwk.ts';
import { requireSignature, toJws, type Jws } from '../jws.ts';
import { findJson } from '../strict-json.ts';
import { accountObject } from '../objects.ts';
import { keyChangePayload, readPayload } from '../payloads.ts';
import { AcmeFault, malformed } from '../problem.ts';
import type { Routes } from '../routes.ts';
import type { AccountCall } from '../wire.ts';

/** RFC 8555 §7.3.5: the old key signs what the new key has signed. */
export function serveKeyChange(routes: Routes): void {
  routes.byAccount('key-change/', async (call) => {
    const inner = toJws(findJson(call.jws.payload));
    const { spki, thumbprint, jwk, algorithm } = requireNewKey(call, inner);
    const { acme } = call.wire;
    try {
      const account = await acme.changeKey(call.account, { spki, thumbprint, jwk, algorithm });
      return {
        headers: { location: acme.accountUrl(account) },
        body: accountObject(call, account),
      };
    } catch (error) {
      throw isCaError(error, 'already_exists') ? await inUse(call, thumbprint) : error;
    }
  });
}

function requireNewKey({ wire, account, jws, signer }: AccountCall, inner: Jws): SigningKey {
  const { alg, jwk, kid, nonce, url } = inner.header;
  if (jwk === undefined || kid !== undefined) throw malformed('The inner JWS must have a jwk.');
  if (nonce !== undefined) throw malformed('The inner JWS must not have a nonce.');
  if (url !== jws.header.url) throw malformed('The inner JWS is for another address.');
  const key = parseJwk(jwk, alg);
  requireSignature(inner, key);
  const payload = readPayload(keyChangePayload, inner);
  if (payload.account !== wire.acme.accountUrl(account)) {
    throw malformed('The inner JWS is for another account.');
  }
  if (thumbprintOf(payload.oldKey) !== signer.thumbprint) {
    throw malformed('The inner JWS names another old key.');
  }
  return key;
}

/** The holder of a key may be told where its account is: whoever asks has just signed with it. */
async function inUse({ wire, authority }: AccountCall, thumbprint: string): Promise<AcmeFault> {
  const holder = await wire.acme.findAccount(authority, { thumbprint });
  return new AcmeFault('malformed', 409, 'Another account has this key.', {
    ...(holder && { headers: { location: wire.acme.accountUrl(holder) } }),
  });
}
