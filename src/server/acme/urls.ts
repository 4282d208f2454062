import type { Authority } from '#authorities';

/** The addresses of one authority, as django-ca has them and beyond; each is complete. */
export interface Urls {
  readonly directory: string;
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly newAuthz: string;
  readonly revokeCert: string;
  readonly keyChange: string;
  /** Clients put a slash and an id behind it (RFC 9773 §4.1). */
  readonly renewalInfo: string;
  order(slug: string): string;
  finalize(slug: string): string;
  authorization(slug: string): string;
  challenge(slug: string): string;
  /** `chain` 0 is the ordinary one. */
  certificate(slug: string, chain?: number): string;
}

/** Makes addresses below `base`, which ends in a slash. */
export function urlsOf(base: string, { serial }: Pick<Authority, 'serial'>): Urls {
  const root = `${base}acme/${serial}/`;
  return {
    directory: `${base}acme/directory/${serial}/`,
    newNonce: `${root}new-nonce/`,
    newAccount: `${root}new-account/`,
    newOrder: `${root}new-order/`,
    newAuthz: `${root}new-authz/`,
    revokeCert: `${root}revoke/`,
    keyChange: `${root}key-change/`,
    renewalInfo: `${root}renewal-info`,
    order: (slug) => `${root}order/${slug}/`,
    finalize: (slug) => `${root}order/${slug}/finalize/`,
    authorization: (slug) => `${root}authz/${slug}/`,
    challenge: (slug) => `${root}chall/${slug}/`,
    certificate: (slug, chain = 0) => `${root}cert/${slug}/${chain === 0 ? '' : `${chain}/`}`,
  };
}
