import type { RouteOptions } from 'fastify';
import { assert } from '#base';
import type { Permission, User } from '#users';

/** Who may use a route: everybody without login, or active users with one permission, be it for one authority. */
export type Policy = 'public' | Permission;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route has one; the server does not start otherwise. */
    policy?: Policy;
  }
  interface FastifyRequest {
    /** Who asks, on routes that want a permission; null on public ones. */
    user: User | null;
  }
}

/** Throws unless the route that is being registered says who may use it. */
export function requirePolicy(route: RouteOptions): void {
  assert(route.config?.policy, `policy of ${String(route.method)} ${route.url} is missing`);
}
