import { orderObject, waitHeaders } from '../objects.ts';
import { newOrderPayload, readPayload } from '../payloads.ts';
import { withSubproblems } from '../problem.ts';
import type { Routes } from '../routes.ts';

/** RFC 8555 §7.4. */
export function serveNewOrder(routes: Routes): void {
  routes.byAccount('new-order/', async (call) => {
    const { wire, account, urls, jws } = call;
    const payload = readPayload(newOrderPayload, jws);
    const identifiers = payload.identifiers.map(({ type, value }) => ({ type, value }));
    try {
      const order = await wire.acme.newOrder(account, payload);
      return {
        status: 201,
        headers: { location: urls.order(order.slug), ...waitHeaders(call, order.retryAfter) },
        body: orderObject(call, order),
      };
    } catch (error) {
      throw withSubproblems(error, identifiers);
    }
  });
}
