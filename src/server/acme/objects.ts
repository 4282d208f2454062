import type { AcmeAccount, AcmeAuthorization, AcmeChallenge, AcmeOrder } from '#acme';
import { problemOf, retryAfterSeconds } from './problem.ts';
import type { Call } from './wire.ts';

/** RFC 8555 §7.1.2. */
export function accountObject({ wire }: Pick<Call, 'wire'>, account: AcmeAccount): object {
  const { status, contact, termsAgreed, binding } = account;
  return {
    status,
    contact,
    termsOfServiceAgreed: termsAgreed,
    ...(binding !== null && { externalAccountBinding: { kid: binding } }),
    orders: `${wire.acme.accountUrl(account)}orders/`,
  };
}

/** RFC 8555 §7.1.3. */
export function orderObject({ urls }: Pick<Call, 'urls'>, order: AcmeOrder): object {
  const { status, identifiers, notBefore, notAfter, profile, replaces, certificate } = order;
  return {
    status,
    expires: instant(order.expires),
    identifiers,
    ...(notBefore && { notBefore: instant(notBefore) }),
    ...(notAfter && { notAfter: instant(notAfter) }),
    ...(profile !== null && { profile }),
    ...(replaces !== null && { replaces }),
    authorizations: [...new Set(order.authorizations)].map((slug) => urls.authorization(slug)),
    finalize: urls.finalize(order.slug),
    ...(certificate !== null && { certificate: urls.certificate(certificate) }),
    ...(order.error && { error: problemOf(order.error) }),
  };
}

/** RFC 8555 §7.1.4, RFC 9444 §4.2. */
export function authorizationObject(
  call: Pick<Call, 'urls' | 'wire'>,
  { authorization, account }: { authorization: AcmeAuthorization; account: AcmeAccount },
): object {
  const { identifier, status, expires, wildcard, subdomains, challenges } = authorization;
  return {
    identifier,
    status,
    expires: instant(expires),
    ...(wildcard && { wildcard }),
    ...(subdomains && { subdomainAuthAllowed: true }),
    challenges: challenges.map((challenge) => challengeObject(call, { challenge, account })),
  };
}

/** RFC 8555 §7.1.5; of `dns-persist-01`, draft-ietf-acme-dns-persist §3.1. */
export function challengeObject(
  { urls, wire }: Pick<Call, 'urls' | 'wire'>,
  { challenge, account }: { challenge: AcmeChallenge; account: AcmeAccount },
): object {
  const { type, slug, status, token, issuerNames, validated, error } = challenge;
  return {
    type,
    url: urls.challenge(slug),
    status,
    ...(token !== null && { token }),
    ...(issuerNames.length > 0 && {
      accounturi: wire.acme.accountUrl(account),
      'issuer-domain-names': issuerNames,
    }),
    ...(validated && { validated: instant(validated) }),
    ...(error && { error: problemOf(error) }),
  };
}

/** `Retry-After` while there is something to wait for. */
export function waitHeaders(
  { wire }: Pick<Call, 'wire'>,
  retryAfter: Date | null,
): Readonly<Record<string, string>> {
  if (!retryAfter) return {};
  return { 'retry-after': retryAfterSeconds(retryAfter.getTime() - wire.clock.now()) };
}

/** RFC 3339 in UTC, whole seconds. */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
