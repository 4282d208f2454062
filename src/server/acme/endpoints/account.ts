import { CaError } from '#base';
import { accountObject } from '../objects.ts';
import { accountPayload, payloadIsEmpty, readPayload } from '../payloads.ts';
import type { Routes } from '../routes.ts';
import type { AccountCall, Answer } from '../wire.ts';

/** RFC 8555 §7.3.2 (read, update), §7.3.6 (deactivate), §7.1.2.1 (orders). */
export function serveAccount(routes: Routes): void {
  routes.byAccount('acct/:slug/', async (call) => {
    requireOwn(call);
    return { body: accountObject(call, await settle(call)) };
  });
  routes.read('acct/:slug/orders/', async (call) => {
    requireOwn(call);
    return listOrders(call);
  });
}

function settle({ wire, account, jws }: AccountCall): Promise<AccountCall['account']> {
  if (payloadIsEmpty(jws)) return Promise.resolve(account);
  const { status, contact, termsOfServiceAgreed } = readPayload(accountPayload, jws);
  if (status === 'deactivated') return wire.acme.deactivateAccount(account);
  if (contact === undefined && termsOfServiceAgreed === undefined) return Promise.resolve(account);
  return wire.acme.updateAccount(account, { contact, termsAgreed: termsOfServiceAgreed });
}

async function listOrders({ wire, account, urls, query }: AccountCall): Promise<Answer> {
  const after = typeof query['after'] === 'string' ? query['after'] : undefined;
  const { orders, next } = await wire.acme.listOrders(account, after);
  const more = `${wire.acme.accountUrl(account)}orders/?after=${encodeURIComponent(next ?? '')}`;
  return {
    body: { orders: orders.map((slug) => urls.order(slug)) },
    ...(next !== null && { links: [{ url: more, rel: 'next' }] }),
  };
}

/** Of another's account nothing is told, not even that it is there. */
function requireOwn({ account, params }: AccountCall): void {
  if (params['slug'] !== account.slug) {
    throw new CaError('unauthorized', 'This is not the account that signed the request.');
  }
}
