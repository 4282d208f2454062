import type { Routes } from '../routes.ts';

/** A nonce to begin with (RFC 8555 §7.2): HEAD 200, GET 204. */
export function serveNewNonce(routes: Routes): void {
  routes.headOrGet('new-nonce/', async ({ wire, authority }, method) => ({
    status: method === 'HEAD' ? 200 : 204,
    headers: {
      'replay-nonce': await wire.nonces.issue(authority),
      'cache-control': 'no-store',
    },
  }));
}
