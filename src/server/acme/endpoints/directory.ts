import { randomText } from '#base';
import type { Routes } from '../routes.ts';
import type { Answer, Call } from '../wire.ts';

/** Where everything is (RFC 8555 §7.1.1): of one authority, and of the one that issues by default. */
export function serveDirectory(routes: Routes): void {
  routes.open('directory/', describe);
  routes.open('directory/:serial(^[0-9A-Fa-f:]+$)/', describe);
}

async function describe({ wire, authority, urls }: Call): Promise<Answer> {
  const { newNonce, newAccount, newOrder, newAuthz, revokeCert, keyChange, renewalInfo } = urls;
  const meta = await wire.acme.meta(authority);
  return {
    headers: { 'cache-control': 'no-cache' },
    body: {
      newNonce,
      newAccount,
      newOrder,
      newAuthz,
      revokeCert,
      keyChange,
      renewalInfo,
      // Clients must pass over what they do not know, and are reminded of it.
      [randomText(11)]: 'https://www.rfc-editor.org/rfc/rfc8555#section-7.1.1',
      meta: whatSays({
        termsOfService: meta.termsOfService,
        website: meta.website,
        caaIdentities: meta.caaIdentities,
        externalAccountRequired: meta.externalAccountRequired,
        subdomainAuthAllowed: meta.subdomainAuthAllowed,
        profiles: meta.profiles,
      }),
    },
  };
}

/** The members that say something: neither empty nor false. */
function whatSays(meta: Readonly<Record<string, string | boolean | object>>): object {
  const says = (value: string | boolean | object): boolean =>
    typeof value === 'object' ? Object.keys(value).length > 0 : Boolean(value);
  return Object.fromEntries(Object.entries(meta).filter(([, value]) => says(value)));
}
