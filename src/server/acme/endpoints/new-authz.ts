import { authorizationObject } from '../objects.ts';
import { newAuthzPayload, readPayload } from '../payloads.ts';
import { withSubproblems } from '../problem.ts';
import type { Routes } from '../routes.ts';

/** Pre-authorization (RFC 8555 §7.4.1, RFC 9444 §4.2). */
export function serveNewAuthz(routes: Routes): void {
  routes.byAccount('new-authz/', async (call) => {
    const { wire, account, urls, jws } = call;
    const { identifier } = readPayload(newAuthzPayload, jws);
    const { type, value } = identifier;
    try {
      const authorization = await wire.acme.newAuthorization(account, identifier);
      return {
        status: 201,
        headers: { location: urls.authorization(authorization.slug) },
        body: authorizationObject(call, { authorization, account }),
      };
    } catch (error) {
      throw withSubproblems(error, [{ type, value }]);
    }
  });
}
