import { payloadObject } from '../jws.ts';
import { challengeObject, waitHeaders } from '../objects.ts';
import { payloadIsEmpty } from '../payloads.ts';
import type { Routes } from '../routes.ts';
import type { AccountCall } from '../wire.ts';

/** RFC 8555 §7.5.1: an object, whatever it holds, says that the proof is there; an empty payload asks how it stands. */
export function serveChallenge(routes: Routes): void {
  routes.byAccount('chall/:slug/', async (call) => {
    const challenge = await settle(call);
    return {
      headers: waitHeaders(call, challenge.retryAfter),
      links: [{ url: call.urls.authorization(challenge.authorization), rel: 'up' }],
      body: challengeObject(call, { challenge, account: call.account }),
    };
  });
}

function settle({
  wire,
  account,
  jws,
  params,
}: AccountCall): ReturnType<AccountCall['wire']['acme']['getChallenge']> {
  const slug = params['slug'] ?? '';
  if (payloadIsEmpty(jws)) return wire.acme.getChallenge(account, slug);
  payloadObject(jws);
  return wire.acme.respond(account, slug);
}
