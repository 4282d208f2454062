import { CaError, isCaError } from '#base';
import { findBase64Url } from '../base64url.ts';
import { orderObject, waitHeaders } from '../objects.ts';
import { finalizePayload, readPayload } from '../payloads.ts';
import { AcmeFault } from '../problem.ts';
import type { Routes } from '../routes.ts';
import type { AccountCall, Answer } from '../wire.ts';

/** RFC 8555 §7.4: the order, and its end. */
export function serveOrder(routes: Routes): void {
  routes.read('order/:slug/', async (call) =>
    answer(call, await call.wire.acme.getOrder(call.account, slugOf(call))),
  );
  routes.byAccount('order/:slug/finalize/', async (call) => {
    const { wire, account, jws } = call;
    const { csr } = readPayload(finalizePayload, jws);
    const csrDer = findBase64Url(csr);
    if (!csrDer) throw new AcmeFault('badCSR', 400, 'The CSR is not base64url.');
    return answer(call, await finalized(wire.acme.finalize(account, slugOf(call), csrDer)));
  });
}

/** A key that is refused in a CSR is no account key. */
async function finalized<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isCaError(error, 'bad_key')) throw error;
    throw new CaError('bad_csr', error.detail, { cause: error });
  }
}

type Order = Parameters<typeof orderObject>[1];

function answer(call: AccountCall, order: Order): Answer {
  return {
    headers: { location: call.urls.order(order.slug), ...waitHeaders(call, order.retryAfter) },
    body: orderObject(call, order),
  };
}

function slugOf({ params }: AccountCall): string {
  return params['slug'] ?? '';
}
