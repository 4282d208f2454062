/**
 * The listener and what every address of it has in common: limits, security headers, login and permission, the form of
 * errors, requests that fit no route, health checks, the first page, closing. What stands behind an address is a
 * {@link Surface}, handed in by whoever builds the server; no rule of the business stands here.
 *
 * Every route carries a policy, or the server does not start. Order of checks: address and method → login (401) →
 * permission (403) → whatever the surface checks. For what is public and asked very often, a surface may have a
 * {@link Shortcut} besides its routes, in front of all that. No tables, no events.
 *
 * RFC 9110 (HTTP semantics), RFC 7617 (Basic).
 */
export { describeError } from './errors.ts';
export type { ErrorAnswer } from './errors.ts';
export { serveFiles } from './files.ts';
export type { PublicFiles } from './files.ts';
export { looseScriptPolicy } from './headers.ts';
export type { Readiness } from './health.ts';
export { HttpError } from './http-error.ts';
export { createHttp } from './http.ts';
export type { Http, HttpParts } from './http.ts';
export type { HttpLimits } from './limits.ts';
export type { Address } from './listen.ts';
export { createLogger } from './log.ts';
export { caller } from './login.ts';
export type { Logins } from './login.ts';
export type { PlainRequest } from './plain-request.ts';
export type { Policy } from './policy.ts';
export type { ReadyAnswer } from './ready-answer.ts';
export type { Reply, Shortcut } from './shortcut.ts';
export type { Link, Surface } from './surface.ts';
