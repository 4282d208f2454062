import { authorizationObject, waitHeaders } from '../objects.ts';
import { authzPayload, payloadIsEmpty, readPayload } from '../payloads.ts';
import type { Routes } from '../routes.ts';
import type { AccountCall } from '../wire.ts';

/** RFC 8555 §7.5 (read), §7.5.2 (deactivate). */
export function serveAuthorization(routes: Routes): void {
  routes.byAccount('authz/:slug/', async (call) => {
    const authorization = await settle(call);
    return {
      headers: waitHeaders(call, authorization.retryAfter),
      body: authorizationObject(call, { authorization, account: call.account }),
    };
  });
}

function settle({
  wire,
  account,
  jws,
  params,
}: AccountCall): ReturnType<AccountCall['wire']['acme']['getAuthorization']> {
  const slug = params['slug'] ?? '';
  if (payloadIsEmpty(jws)) return wire.acme.getAuthorization(account, slug);
  readPayload(authzPayload, jws);
  return wire.acme.deactivateAuthorization(account, slug);
}
